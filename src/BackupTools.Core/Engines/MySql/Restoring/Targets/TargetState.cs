using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Restoring.Targets;

/// <summary>What a restore finds.</summary>
internal sealed record TargetState
{
    private const long SmallestForDriver = 4 * 1024 * 1024;

    /// <summary>The server.</summary>
    public required ServerVersion Version { get; init; }

    /// <summary>True where the database exists.</summary>
    public bool Exists { get; init; }

    /// <summary>What is in it, in words; null where it is empty, or does not exist.</summary>
    public string? Content { get; init; }

    /// <summary>Its size on the server's disk.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Why the server takes no changes; null where it does.</summary>
    public string? ReadOnlyReason { get; init; }

    /// <summary>True where the server takes <c>LOAD DATA LOCAL</c>, in packets as the driver sends them.</summary>
    public bool TakesLocalFiles { get; init; }

    /// <summary>The longest statement that the server takes.</summary>
    public long MaxPacket { get; init; }

    /// <summary>The engines that the server has, for tables.</summary>
    public required IReadOnlySet<string> Engines { get; init; }

    /// <summary>The collations that the server has.</summary>
    public required IReadOnlySet<string> Collations { get; init; }

    /// <summary>The databases that the user may see.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>True where names of databases and tables that differ in case alone are the same.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Databases that killed restores have left.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>Looks at the server.</summary>
    /// <param name="session">A session without a database.</param>
    /// <param name="database">The target's name.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public static async Task<TargetState> ReadAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<string> names = await session.QueryAsync("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA", row => row.TextOrEmpty(0), cancellationToken);
        List<(string Name, string Value)> variables = await session.QueryAsync(
            "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only', 'local_infile', 'max_allowed_packet', 'lower_case_table_names')",
            row => (row.TextOrEmpty(0), row.TextOrEmpty(1)), cancellationToken);
        string Value(string name) => variables.Find(v => v.Name == name).Value ?? "";
        bool ignoresCase = Value("lower_case_table_names") is not ("0" or "");
        bool exists = names.Exists(n => n.Equals(database, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
        return new TargetState
        {
            Version = session.Version,
            Exists = exists,
            Content = exists ? await DescribeAsync(session, database, cancellationToken) : null,
            SizeBytes = exists ? await SizeAsync(session, database, cancellationToken) : 0,
            ReadOnlyReason = Value("super_read_only") == "ON" ? "super_read_only is on" : Value("read_only") is "ON" or "1" ? "read_only is on" : null,
            TakesLocalFiles = Value("local_infile") is "ON" or "1" && MaxPacketOf(Value("max_allowed_packet")) >= SmallestForDriver,
            MaxPacket = MaxPacketOf(Value("max_allowed_packet")),
            Engines = (await session.QueryAsync(
                "SELECT ENGINE FROM information_schema.ENGINES WHERE SUPPORT IN ('YES', 'DEFAULT')", row => row.TextOrEmpty(0), cancellationToken))
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
            Collations = (await session.QueryAsync(CollationsQuery(session.Version), row => row.TextOrEmpty(0), cancellationToken))
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
            Databases = names,
            IgnoresCase = ignoresCase,
            Leftovers = await Work.WorkDatabase.FindLeftAsync(session, names, cancellationToken),
        };
    }

    private static long MaxPacketOf(string value) => long.TryParse(value, out long packet) ? packet : 1024 * 1024;

    /// <summary>From 10.10 on MariaDB has collations that fit several character sets, whose whole names stand elsewhere.</summary>
    private static string CollationsQuery(ServerVersion version) => version.IsMariaDbFrom(10, 10)
        ? "SELECT COLLATION_NAME FROM information_schema.COLLATIONS UNION SELECT FULL_COLLATION_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
        : "SELECT COLLATION_NAME FROM information_schema.COLLATIONS";

    private static async Task<string?> DescribeAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<(string Kind, long Count)> counts = await session.QueryAsync(
            """
            SELECT 'relation', COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = @p0
            UNION ALL SELECT 'routine', COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @p0
            UNION ALL SELECT 'event', COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = @p0
            """,
            row => (row.TextOrEmpty(0), row.Number(1) ?? 0), cancellationToken, database);
        string[] words = [.. counts.Where(c => c.Count > 0).Select(c => Figures.Count(c.Count, c.Kind == "relation" ? "table" : c.Kind))];
        return words.Length == 0 ? null : string.Join(" and ", words);
    }

    private static async Task<long> SizeAsync(ControlSession session, string database, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = @p0", row => row.Number(0) ?? 0, cancellationToken, database))[0];
}
