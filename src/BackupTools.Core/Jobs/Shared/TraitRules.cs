using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Refuses what an engine has not, before anything is opened: the one place that asks its traits.</summary>
internal static class TraitRules
{
    /// <summary>Refuses parts of a selection that the engine does not have.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> or <see cref="ErrorCode.ObjectNotFound"/>.</exception>
    public static void Check(IDatabaseEngine engine, ObjectSelection selection)
    {
        EngineTraits traits = engine.Traits;
        if (!traits.HasRowsAlone && (selection.DataOnly || !selection.Has(DatabaseFeature.Tables)))
        {
            string culprit = selection.DataOnly ? Setting.DataOnly : $"{Setting.Include} or {Setting.Exclude}";
            throw Missing(
                $"{culprit} leaves out the definitions of the tables, and the rows of {engine.DisplayName} go with them.",
                $"Take the tables too; a restore with {Setting.IfExists} Append adds their rows to tables that exist.");
        }

        if (selection.Included.Concat(selection.Excluded).Except(traits.Features).Order().ToList() is { Count: > 0 } unknown)
        {
            throw Missing(
                $"{string.Join(", ", unknown)}: a backup of {engine.DisplayName} does not have {(unknown.Count == 1 ? "this" : "these")} as a part of its own.",
                $"{Setting.Include} and {Setting.Exclude} know here: {string.Join(", ", traits.Features)}.");
        }

        if (traits.OnlySchema is { } only && selection.Schemas.FirstOrDefault(s => !NamePattern.IsMatch(s, only, ignoreCase: traits.IgnoresCase)) is { } schema)
        {
            throw new BackupException(
                ErrorCode.ObjectNotFound, $"A backup of {engine.DisplayName} has no schema '{schema}'.",
                $"It has only {only}: leave {Setting.Schema} out.", schema);
        }
    }

    /// <summary>Refuses settings about users where the engine has none.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="settings">Each setting with whether it was given.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/>, naming the setting.</exception>
    public static void CheckUsers(IDatabaseEngine engine, params (string Setting, bool IsGiven)[] settings)
    {
        if (!engine.Traits.HasUsers && settings.FirstOrDefault(s => s.IsGiven).Setting is { } given)
            throw Missing($"{given} means nothing for a backup of {engine.DisplayName}, which has no owners, grants or roles in it.", $"Leave {given} out.");
    }

    /// <summary>Refuses a rule about definers where the engine's programs have none, or where another setting decides.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="noOwner">True where everything is to be whoever makes it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> or <see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void CheckDefiners(IDatabaseEngine engine, DefinerRule rule, bool noOwner)
    {
        if (rule == DefinerRule.Keep)
            return;
        if (!engine.Traits.HasDefiners)
            throw Missing($"{Setting.Definer} means nothing for a backup of {engine.DisplayName}, whose programs name nobody in whose name they work.", $"Leave {Setting.Definer} out.");
        if (noOwner)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"{Setting.NoOwner} leaves everything to whoever makes it, the definers too, and {Setting.Definer} says something else.",
                "Leave one of the two out.");
        }
    }

    /// <summary>The engine as one that writes an archive in a form, where it has that form.</summary>
    /// <typeparam name="T">The form's contract.</typeparam>
    /// <param name="engine">The engine.</param>
    /// <param name="what">What it would be, as the end of a sentence: <c>divided into files by feature</c>.</param>
    /// <param name="remedy">What to do instead.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/>.</exception>
    public static T Require<T>(IDatabaseEngine engine, string what, string remedy)
        where T : class =>
        engine as T ?? throw Missing($"A backup of {engine.DisplayName} is not {what}.", remedy);

    /// <summary>The engine as one that runs scripts.</summary>
    /// <param name="engine">The engine.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/>.</exception>
    public static IScriptRestore RequireScripts(IDatabaseEngine engine) =>
        engine as IScriptRestore ?? throw Missing($"Scripts are not run for {engine.DisplayName}.", "Run the script with its own client.");

    private static BackupException Missing(string what, string remedy) => new(ErrorCode.CapabilityMissing, what, remedy);
}
