using System.Text.RegularExpressions;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>The statements that archives are made of. Whatever else stands in a script was put there by somebody else.</summary>
internal static partial class StatementKinds
{
    /// <summary>The first statement that is of no such kind, or what keeps the text from being divided into statements.</summary>
    /// <param name="sql">Text that has been checked by <see cref="ScriptText.FindProblem"/>.</param>
    public static string? FindForeign(string sql) =>
        ScriptStatement.TrySplit(sql, out IReadOnlyList<ScriptStatement> statements) is { } problem ? $"a text that {problem}"
            : statements.FirstOrDefault(s => !IsKnown(s))?.Beginning;

    private static bool IsKnown(ScriptStatement statement)
    {
        string shape = statement.Shape;
        if (shape.StartsWith("CREATE ", StringComparison.Ordinal))
            return Creates().IsMatch(shape) && !CreatesFromQuery().IsMatch(statement.OuterShape);
        if (shape.StartsWith("ALTER ", StringComparison.Ordinal))
            return Alters().IsMatch(shape) || Others().IsMatch(shape);
        return Others().IsMatch(shape) || (shape is "DO $" or "DO LANGUAGE PLPGSQL $" && IsKnownBlock(statement.DollarStrings.Single()));
    }

    private static bool IsKnownBlock(string body)
    {
        // A block ends without a semicolon.
        if (ScriptStatement.TrySplit(body + ";", out IReadOnlyList<ScriptStatement> parts) is not null || parts.Count == 0)
            return false;
        string whole = string.Join(" ; ", parts.Select(p => p.Shape));
        if (LargeObjectOwners().IsMatch(whole) && parts.SelectMany(p => p.Strings).ElementAt(1) == "ALTER LARGE OBJECT %s OWNER TO %I")
            return true;
        if (OnDatabase().IsMatch(whole))
        {
            string[] around = [.. parts[0].Strings];
            return ScriptStatement.TrySplit($"{around[0]}\"database\"{around[1]};", out IReadOnlyList<ScriptStatement> executed) is null
                && executed is [{ } one] && DatabaseStatements().IsMatch(one.Shape);
        }

        return IndexBlock().IsMatch(whole) || SubscriptionBlock().IsMatch(whole)
            || (RoleBlock().IsMatch(whole) && parts.Skip(1).SkipLast(2).All(p => RoleStatements().IsMatch(p.Shape)));
    }

    [GeneratedRegex("""
        ^CREATE\ (
            ROLE | SCHEMA(?=\ (IF\ NOT\ EXISTS\ )?("|\w+)(\ AUTHORIZATION\ ("|\w+))?$) | EXTENSION | (TRUSTED\ )?(PROCEDURAL\ )?LANGUAGE | TYPE | DOMAIN
          | COLLATION | (OR\ REPLACE\ )?(FUNCTION|PROCEDURE|AGGREGATE|TRANSFORM) | OPERATOR | ACCESS\ METHOD | CAST | (DEFAULT\ )?CONVERSION
          | TEXT\ SEARCH | (UNLOGGED\ )?(SEQUENCE|TABLE) | FOREIGN\ (TABLE|DATA\ WRAPPER) | SERVER | USER\ MAPPING | (OR\ REPLACE\ )?VIEW
          | MATERIALIZED\ VIEW | (UNIQUE\ )?INDEX | STATISTICS | (OR\ REPLACE\ )?RULE | (OR\ REPLACE\ )?(CONSTRAINT\ )?TRIGGER | EVENT\ TRIGGER
          | POLICY | PUBLICATION
          | SUBSCRIPTION(?=.*\ WITH\ \(.*\bCONNECT\ =\ FALSE\b)
        )\b
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Creates();

    [GeneratedRegex(@"^CREATE (UNLOGGED )?TABLE .*\bAS\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CreatesFromQuery();

    [GeneratedRegex("""
        ^ALTER\ (
            TABLE|FOREIGN|VIEW|MATERIALIZED|SEQUENCE|INDEX|TYPE|DOMAIN|FUNCTION|PROCEDURE|ROUTINE|AGGREGATE|OPERATOR|COLLATION|CONVERSION|TEXT|SCHEMA
          | (PROCEDURAL\ )?LANGUAGE|EXTENSION|LARGE|SERVER|PUBLICATION|EVENT|STATISTICS|TRIGGER|RULE|POLICY|DEFAULT\ PRIVILEGES|ROLE|DATABASE
        )\b
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Alters();

    [GeneratedRegex("""
        ^(
            COMMENT\ ON\ .* | SECURITY\ LABEL\ .* | GRANT\ .* | REVOKE\ .* | REFRESH\ MATERIALIZED\ VIEW\ .*
          | ALTER\ SUBSCRIPTION\ ("|\w+)\ (OWNER\ TO|SET\ \()\ .* | DROP\ SCHEMA\ IF\ EXISTS\ ("|PUBLIC) | DROP\ POLICY\ IF\ EXISTS\ .*
          | SET\ DEFAULT_TABLESPACE\ =\ ' | SET\ (SESSION\ )?ROLE\ ("|\w+) | RESET\ ROLE
          | SET\ SESSION\ AUTHORIZATION\ ("|'|\w+) | RESET\ SESSION\ AUTHORIZATION
          | SELECT\ PG_CATALOG\ \.\ SETVAL\ \(\ '\ ,\ (-\ )?0\ ,\ (TRUE|FALSE)\ \)
          | SELECT\ PG_CATALOG\ \.\ LO_CREATE\ \(\ (0|')\ \)
          | SELECT\ PG_CATALOG\ \.\ LO_CREATE\ \(\ ONE\ \)\ FROM\ PG_CATALOG\ \.\ UNNEST\ \(\ '\ ::\ PG_CATALOG\ \.\ OID\ \[\ \]\ \)\ AS\ ONE
        )$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Others();

    [GeneratedRegex("""
        ^DECLARE\ ONE\ PG_CATALOG\ \.\ OID\ ;\ BEGIN\ FOREACH\ ONE\ IN\ ARRAY\ '\ ::\ PG_CATALOG\ \.\ OID\ \[\ \]\ LOOP
        \ EXECUTE\ PG_CATALOG\ \.\ FORMAT\ \(\ '\ ,\ ONE\ ,\ '\ \)\ ;\ END\ LOOP\ ;\ END$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex LargeObjectOwners();

    [GeneratedRegex("""
        ^BEGIN\ EXECUTE\ '\ \|\ \|\ (PG_CATALOG\ \.\ )?QUOTE_IDENT\ \(\ (PG_CATALOG\ \.\ )?CURRENT_DATABASE\ \(\ \)\ \)\ \|\ \|\ '\ ;\ END$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex OnDatabase();

    [GeneratedRegex("""^(ALTER DATABASE "|ALTER ROLE "|COMMENT ON DATABASE "|SECURITY LABEL |GRANT |REVOKE )""", RegexOptions.CultureInvariant)]
    private static partial Regex DatabaseStatements();

    [GeneratedRegex("""
        ^BEGIN\ IF\ PG_CATALOG\ \.\ TO_REGCLASS\ \(\ '\ \)\ IS\ NULL\ THEN\ CREATE\ (UNIQUE\ )?INDEX\ [^;]*;\ END\ IF\ ;\ END$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex IndexBlock();

    [GeneratedRegex("""
        ^BEGIN\ IF\ PG_CATALOG\ \.\ CURRENT_SETTING\ \(\ '\ \)\ ::\ INTEGER\ >\ =\ 0\ THEN\ ALTER\ SUBSCRIPTION\ "\ SET\ \([^;]*;\ END\ IF\ ;\ END$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex SubscriptionBlock();

    [GeneratedRegex("""
        ^BEGIN\ IF\ NOT\ EXISTS\ \(\ SELECT\ FROM\ PG_CATALOG\ \.\ PG_ROLES\ WHERE\ ROLNAME\ =\ '\ \)\ THEN\ CREATE\ ROLE\ "[^;]*;.*\ END\ IF\ ;\ END$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex RoleBlock();

    [GeneratedRegex("""^(ALTER ROLE "|GRANT "|COMMENT ON ROLE ")""", RegexOptions.CultureInvariant)]
    private static partial Regex RoleStatements();
}
