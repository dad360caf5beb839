using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>A view or a program that works in somebody's name.</summary>
/// <param name="Kind">What it is, in a word.</param>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its name.</param>
internal sealed record DefinedObject(string Kind, string Database, string Name);

/// <summary>Finds what works in an account's name: without the account it would fail.</summary>
internal static class Definers
{
    /// <summary>So many are named; the rest is counted.</summary>
    private const int MostNamed = 10;

    /// <summary>Finds it in all databases that the session sees.</summary>
    public static async Task<List<DefinedObject>> FindAsync(ControlSession session, AccountName account, CancellationToken cancellationToken)
    {
        string definer = $"{account.User}@{account.Host}";
        List<(string Definer, DefinedObject Object)> found = await session.QueryAsync(
            """
            SELECT DEFINER, 'view', TABLE_SCHEMA, TABLE_NAME FROM information_schema.VIEWS WHERE DEFINER IN (@p0, @p1)
            UNION ALL SELECT DEFINER, LOWER(ROUTINE_TYPE), ROUTINE_SCHEMA, ROUTINE_NAME FROM information_schema.ROUTINES WHERE DEFINER IN (@p0, @p1)
            UNION ALL SELECT DEFINER, 'trigger', TRIGGER_SCHEMA, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE DEFINER IN (@p0, @p1)
            UNION ALL SELECT DEFINER, 'event', EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE DEFINER IN (@p0, @p1)
            ORDER BY 3, 2, 4
            """,
            row => (row.TextOrEmpty(0), new DefinedObject(row.TextOrEmpty(1), row.TextOrEmpty(2), row.TextOrEmpty(3))), cancellationToken,
            definer, account.Host is null ? account.User : definer);
        // The catalogs compare without case.
        return [.. found.Where(f => f.Definer == definer || (account.Host is null && f.Definer == account.User)).Select(f => f.Object)];
    }

    /// <summary>The objects as a part of a sentence.</summary>
    public static string List(IReadOnlyCollection<DefinedObject> objects) =>
        string.Join(", ", objects.Take(MostNamed).Select(o => $"the {o.Kind} '{o.Database}.{o.Name}'"))
        + (objects.Count > MostNamed ? $" and {Figures.Count(objects.Count - MostNamed, "other")}" : "");
}
