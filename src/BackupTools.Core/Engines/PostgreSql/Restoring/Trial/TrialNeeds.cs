using System.Text.RegularExpressions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Trial;

/// <summary>
/// What of an archive only a superuser can make, and what other objects and rows may need: without it the trial would prove too
/// little. That something is missed here gives nobody any rights: the role without superuser is then refused by the server.
/// </summary>
internal static partial class TrialNeeds
{
    /// <summary>The languages in which everybody may write functions, where the server has them.</summary>
    private static readonly HashSet<string> Trusted = ["sql", "plpgsql", "plperl", "pltcl", "plv8"];

    /// <summary>Titles of what needs a superuser.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<SchemaEntry> entries) =>
        [.. entries.Where(e => e.Create.Length > 0 && NeedsSuperuser(e)).Select(EntryTitle.Of)];

    /// <summary>The extension's statement as our own writer makes it, and nothing else; its schema's name as it stands there.</summary>
    public static Match MatchExtension(SchemaEntry entry) => Extension().Match(entry.Create);

    private static bool NeedsSuperuser(SchemaEntry entry) => entry.Traits.Trial switch
    {
        TrialUse.NeedsSuperuser => true,
        TrialUse.ByDefinition => entry.Kind == ItemKind.Aggregate ? InternalState().IsMatch(entry.Create) : IsOfSystem(Head(entry.Create)),
        TrialUse.MadeBefore => MatchExtension(entry) is not { Success: true } match || match.Groups["name"].Value != SqlText.Name(entry.Name)[1..^1],
        _ => false,
    };

    private static bool IsOfSystem(string head) =>
        Promise().IsMatch(head) || !Trusted.Contains(Language().Match(head).Groups["name"].Value.Trim('"').ToLowerInvariant());

    /// <summary>What stands before a routine's body.</summary>
    private static string Head(string create)
    {
        int body = create.IndexOf("\nAS ", StringComparison.Ordinal);
        return body < 0 ? create : create[..body];
    }

    [GeneratedRegex("""^CREATE EXTENSION IF NOT EXISTS "(?<name>([^"\n]|"")+)" WITH SCHEMA "(?<schema>([^"\n]|"")+)";\s*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Extension();

    [GeneratedRegex("""\bLANGUAGE\s+(?<name>"[^"]+"|\w+)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Language();

    [GeneratedRegex(@"^ .*\b(LEAKPROOF|SUPPORT)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Promise();

    [GeneratedRegex("""\bM?STYPE\s*=\s*(pg_catalog\.|"pg_catalog"\.)?"?internal\b""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex InternalState();
}
