using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>Statements to run, and the entry that they are of.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Pieces">The statements, in texts that may be sent together; none is empty.</param>
internal sealed record EntryStep(SchemaEntry Entry, IReadOnlyList<string> Pieces)
{
    private const int LargestText = 128 * 1024;

    /// <summary>All pieces, one behind the other.</summary>
    public string Text => string.Concat(Pieces);

    /// <summary>What makes an entry, with its owner and comments.</summary>
    public static EntryStep Making(SchemaEntry entry, RoleNeeds roles)
    {
        string create = roles.Create(entry);
        bool leftOut = entry.Create.Length > 0 && create.Length == 0;
        return new(entry, NotEmpty(create, leftOut ? "" : roles.SetOwner(entry), roles.Comments(entry)));
    }

    /// <summary>The grants of an entry.</summary>
    public static EntryStep Granting(SchemaEntry entry, RoleNeeds roles) =>
        entry.Traits.Phase == RestorePhase.Privileges
            ? new(entry, NotEmpty(roles.Create(entry), roles.Comments(entry), roles.Privileges(entry)))
            : new(entry, NotEmpty(roles.Privileges(entry)));

    /// <summary>
    /// Divides an entry that is made of very many statements (the large objects): each takes a lock that is held to
    /// the end of its transaction, and the server's table of locks is finite.
    /// </summary>
    public IEnumerable<EntryStep> Divide()
    {
        if (Entry.Kind != ItemKind.LargeObjects || Pieces.Sum(p => (long)p.Length) <= LargestText)
            return [this];
        return Pieces.SelectMany(p => SqlStatements.Split(p))
            .Chunk(1000)
            .Select(statements => this with { Pieces = [string.Join('\n', statements) + "\n"] });
    }

    /// <summary>The single statements, as far as they can be told apart.</summary>
    public IEnumerable<string> Statements() => Entry.Kind is ItemKind.Function or ItemKind.Procedure
        ? Pieces
        : Pieces.SelectMany(SqlStatements.Split);

    private static List<string> NotEmpty(params ReadOnlySpan<string> pieces)
    {
        List<string> result = [];
        foreach (string piece in pieces)
        {
            if (piece.Length > 0)
                result.Add(piece);
        }

        return result;
    }
}
