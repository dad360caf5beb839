namespace BackupTools.Engines.PostgreSql.Reading.Locks;

/// <summary>The statements that keep tables as they are while they are read.</summary>
internal static class TableLocks
{
    private const int TablesInStatement = 200;

    /// <summary>One statement for many tables, because each costs a round trip.</summary>
    /// <param name="tables">The tables, as SQL names them.</param>
    public static IEnumerable<string> Statements(IEnumerable<string> tables) => tables
        .Chunk(TablesInStatement)
        .Select(batch => $"LOCK TABLE {string.Join(", ", batch.Select(t => "ONLY " + t))} IN ACCESS SHARE MODE");
}
