using System.Globalization;
using System.Text.RegularExpressions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>Writes statements that give a sequence of an existing database the archive's state.</summary>
internal static partial class SequenceStates
{
    /// <summary>Moves it on to the archive's state, and never back.</summary>
    public static EntryStep Raise(SchemaEntry state)
    {
        (string call, string value, string called) = Parse(state);
        string sequence = SqlText.Name(state.Schema ?? "", state.Name);
        return new EntryStep(state,
        [
            $"""
            SELECT pg_catalog.setval({call}, {value}, {called})
            FROM {sequence} now, pg_catalog.pg_sequence s
            WHERE s.seqrelid = {SqlText.Literal(sequence)}::pg_catalog.regclass
              AND (CASE WHEN s.seqincrement > 0 THEN now.last_value < {value} ELSE now.last_value > {value} END
                  OR (now.last_value = {value} AND {called} AND NOT now.is_called))
            """,
        ]);
    }

    /// <summary>
    /// Gives it exactly the archive's state, and so that it has its own again where the transaction is given up: after a
    /// restart, what is set is set in storage that comes into being with the transaction's end.
    /// </summary>
    public static EntryStep Set(SchemaEntry state)
    {
        (string call, string value, string called) = Parse(state);
        return new EntryStep(state,
            [$"ALTER SEQUENCE {SqlText.Name(state.Schema ?? "", state.Name)} RESTART;", $"SELECT pg_catalog.setval({call}, {value}, {called});"]);
    }

    private static (string Call, string Value, string Called) Parse(SchemaEntry state)
    {
        Match call = SetValue().Match(state.Create);
        if (!call.Success)
            throw new InvalidOperationException($"'{state.Create}' does not set a sequence.");
        string value = long.Parse(call.Groups["value"].Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return (call.Groups["sequence"].Value, value, call.Groups["called"].Value);
    }

    [GeneratedRegex(@"setval\((?<sequence>.+), (?<value>-?\d+), (?<called>true|false)\);\s*$", RegexOptions.Singleline)]
    private static partial Regex SetValue();
}
