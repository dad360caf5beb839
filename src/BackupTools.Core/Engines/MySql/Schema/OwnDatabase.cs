using System.Text;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>
/// Takes a database's own name out of a definition, so that it means the database that it is made in: a server writes it before
/// the names in a view that looks into others too, and before a sequence. A table may have the name of its database, and then stands
/// before its columns as the database stands before tables.
/// </summary>
internal static class OwnDatabase
{
    /// <summary>Functions that have a FROM in their brackets.</summary>
    private static readonly string[] WithFrom = ["EXTRACT", "TRIM", "SUBSTRING", "SUBSTR", "MID", "POSITION", "OVERLAY"];

    /// <summary>The entry without it; programs are as somebody typed them, and stay so.</summary>
    public static SchemaEntry Remove(SchemaEntry entry, string database) => entry.Kind switch
    {
        ItemKind.View => entry with { Create = RemoveFromView(entry.Create, database) },
        _ when entry.Traits.IsRelation => entry with { Create = RemoveFromTable(entry.Create, database) },
        _ => entry,
    };

    /// <summary>A table, or a part of one, where columns stand without their table.</summary>
    public static string RemoveFromTable(string sql, string database) => Remove(sql, database, (_, _) => true);

    /// <summary>A view, as the server writes it: with the table before each column.</summary>
    public static string RemoveFromView(string sql, string database)
    {
        HashSet<int>? places = null;
        return Remove(
            sql, database,
            (tokens, at) =>
            {
                // Of three names the first is the database; and what is called is no column.
                if (At(tokens, at + 3, sql, ".") || At(tokens, at + 3, sql, "("))
                    return true;
                int before = at - 1;
                while (before >= 0 && SqlScanner.Is(sql, tokens[before], "("))
                    before--;
                return (places ??= PlacesOfTables(sql, tokens)).Contains(before);
            });
    }

    /// <summary>The words behind which a table stands.</summary>
    private static HashSet<int> PlacesOfTables(string sql, SqlToken[] tokens)
    {
        HashSet<int> result = [];
        Stack<int> open = [];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (SqlScanner.Is(sql, tokens[i], "("))
                open.Push(i - 1);
            else if (SqlScanner.Is(sql, tokens[i], ")"))
                open.TryPop(out _);
            else if (SqlScanner.Is(sql, tokens[i], "JOIN") || SqlScanner.Is(sql, tokens[i], "STRAIGHT_JOIN"))
                result.Add(i);
            else if (SqlScanner.Is(sql, tokens[i], "FROM") && !(open.TryPeek(out int caller) && caller >= 0 && WithFrom.Any(f => SqlScanner.Is(sql, tokens[caller], f))))
                result.Add(i);
        }

        return result;
    }

    private static string Remove(string sql, string database, Func<SqlToken[], int, bool> isDatabase)
    {
        if (!sql.Contains(SqlText.Name(database), StringComparison.Ordinal))
            return sql;
        StringBuilder result = new(sql.Length);
        SqlToken[] tokens = [.. SqlScanner.All(sql)];
        int copied = 0;
        for (int i = 0; i + 2 < tokens.Length; i++)
        {
            bool isOwn = tokens[i].Kind == SqlTokenKind.Name && SqlScanner.NameOf(sql, tokens[i]) == database
                && SqlScanner.Is(sql, tokens[i + 1], ".") && tokens[i + 2].Kind == SqlTokenKind.Name
                && !At(tokens, i - 1, sql, ".") && !At(tokens, i - 1, sql, "@") && isDatabase(tokens, i);
            if (!isOwn)
                continue;
            result.Append(sql, copied, tokens[i].Start - copied);
            copied = tokens[i + 1].End;
        }

        return result.Append(sql, copied, sql.Length - copied).ToString();
    }

    private static bool At(SqlToken[] tokens, int index, string sql, string sign) => index >= 0 && index < tokens.Length && SqlScanner.Is(sql, tokens[index], sign);
}
