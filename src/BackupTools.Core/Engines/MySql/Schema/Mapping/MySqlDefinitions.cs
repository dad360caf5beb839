using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>MariaDB's definitions in MySQL's words.</summary>
/// <param name="target">The MySQL.</param>
internal sealed class MySqlDefinitions(ServerVersion target) : IDefinitionMap
{
    /// <summary>What MariaDB calls constraints of a table that nobody has named; MySQL wants the names of a database to differ.</summary>
    private const string Unnamed = "CONSTRAINT_";

    private static readonly string[] MissingTypes = ["inet4", "inet6", "uuid", "xmltype"];

    /// <summary>Types whose defaults are expressions, also where they are constants.</summary>
    private static readonly string[] LargeTypes =
    [
        "tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob", "json", "geometry", "point", "linestring", "polygon",
        "multipoint", "multilinestring", "multipolygon", "geometrycollection",
    ];

    private static readonly string[] Moments = ["current_timestamp", "now", "localtime", "localtimestamp"];

    private static readonly string[] IdleOptions =
        ["PAGE_COMPRESSED", "PAGE_COMPRESSION_LEVEL", "PAGE_CHECKSUM", "TRANSACTIONAL", "ENCRYPTION_KEY_ID", "IETF_QUOTES"];

    /// <inheritdoc/>
    public IReadOnlyList<ItemKind> MissingKinds => [ItemKind.Sequence, ItemKind.Package, ItemKind.PackageBody];

    /// <inheritdoc/>
    public IReadOnlyList<string> IdleModes =>
        ["NO_AUTO_CREATE_USER", "NO_FIELD_OPTIONS", "NO_KEY_OPTIONS", "NO_TABLE_OPTIONS", "IGNORE_BAD_TABLE_OPTIONS"];

    /// <inheritdoc/>
    public IReadOnlyList<string> MissingModes =>
        ["ORACLE", "MSSQL", "DB2", "MAXDB", "POSTGRESQL", "MYSQL323", "MYSQL40", "EMPTY_STRING_IS_NULL", "SIMULTANEOUS_ASSIGNMENT", "TIME_ROUND_FRACTIONAL"];

    /// <inheritdoc/>
    public void ChangePart(TablePart part, SqlEdit text, MapFindings findings)
    {
        if (part.Kind == TablePartKind.Column)
            ChangeColumn(part, text, findings);
        else if (part.Kind is TablePartKind.PrimaryKey or TablePartKind.Index or TablePartKind.FullTextIndex)
            ChangeKey(part, text, findings);
        else if (text.Is(0, "PERIOD"))
            findings.Refuse("a period of time (PERIOD FOR)");
        else if (part.Name.StartsWith(Unnamed, StringComparison.Ordinal) && text.Is(0, "CONSTRAINT") && text.Is(2, "CHECK"))
            text.Remove(0, 1);
    }

    /// <inheritdoc/>
    public void ChangeOptions(SqlEdit text, MapFindings findings)
    {
        for (int i = 0; i < text.Tokens.Count; i++)
        {
            string name = text.NameOf(i);
            int value = text.Is(i + 1, "=") ? i + 2 : i + 1;
            if (text.Are(i, "WITH", "SYSTEM", "VERSIONING"))
            {
                findings.Refuse("versioning by the system, with its history");
            }
            else if (name.Equals("ENCRYPTED", StringComparison.OrdinalIgnoreCase))
            {
                if (!text.NameOf(value).Equals("NO", StringComparison.OrdinalIgnoreCase))
                    findings.Refuse("encryption of its file (ENCRYPTED)");
                text.Remove(i, value);
            }
            else if (IdleOptions.FirstOrDefault(o => name.Equals(o, StringComparison.OrdinalIgnoreCase)) is { } idle)
            {
                text.Remove(i, value);
                findings.Note($"{idle} has no counterpart and is left out");
            }
        }
    }

    private void ChangeColumn(TablePart part, SqlEdit text, MapFindings findings)
    {
        if (MissingTypes.FirstOrDefault(t => text.Is(1, t)) is { } type || (text.Is(1, type = "vector") && !target.IsMySqlFrom(9, 0)))
            findings.Refuse($"the column '{part.Name}' of the type {type.ToUpperInvariant()}");
        for (int i = 2; i < text.Tokens.Count; i++)
        {
            if (text.Are(i, "AS", "ROW"))
                findings.Refuse($"the column '{part.Name}' of a time that the system sets");
            else if (text.Is(i, "COMPRESSED"))
                findings.Refuse($"the compressed column '{part.Name}'");
            else if (text.Are(i, "WITHOUT", "SYSTEM", "VERSIONING"))
                text.Remove(i, i + 2);
            else if (text.Are(i, "REF_SYSTEM_ID", "="))
                text.Remove(i, i + 2);
            else if (text.Is(i, "DEFAULT"))
                i = ChangeDefault(part, text, i + 1, findings);
            else if (text.Is(i, "("))
                i = text.CloseOf(i);
        }
    }

    /// <summary>MySQL wants expressions in brackets, but for the moment itself.</summary>
    /// <returns>The last piece of the default.</returns>
    private static int ChangeDefault(TablePart part, SqlEdit text, int at, MapFindings findings)
    {
        int last = text.Is(at, "(") ? text.CloseOf(at) : text.Is(at + 1, "(") ? text.CloseOf(at + 1) : text.Is(at, "-") || text.Is(at, "+") ? at + 1 : at;
        for (int i = at; i <= last; i++)
        {
            if (text.Is(i, "nextval"))
                findings.Refuse($"the default of the column '{part.Name}', which takes a sequence's next number");
        }

        bool isCall = text.Is(at + 1, "(") && !Moments.Any(m => text.Is(at, m));
        bool isLarge = LargeTypes.Any(t => text.Is(1, t)) && !text.Is(at, "(") && !text.Is(at, "NULL");
        if (isLarge && at + 1 < text.Tokens.Count && text.Tokens[at].Kind == SqlTokenKind.Word && text.Tokens[at + 1].Kind == SqlTokenKind.String)
            last = at + 1;
        if (isCall || isLarge)
            text.Wrap(at, last);
        return last;
    }

    private static void ChangeKey(TablePart part, SqlEdit text, MapFindings findings)
    {
        if (text.Is(0, "VECTOR"))
            findings.Refuse($"the vector index '{part.Name}'");
        for (int i = 0; i < text.Tokens.Count; i++)
        {
            if (text.Is(i, "("))
            {
                int close = text.CloseOf(i);
                if (text.Are(close - 2, "WITHOUT", "OVERLAPS") || text.Are(close - 1, "OVERLAPS"))
                    findings.Refuse($"the key '{part.Name}' without overlaps");
                i = close;
            }
            else if (text.Is(i, "IGNORED") && !text.Is(i - 1, "NOT"))
            {
                text.Replace(i, i, "INVISIBLE");
            }
        }
    }
}
