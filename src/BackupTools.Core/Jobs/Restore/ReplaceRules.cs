using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// Holds that a part never costs what it does not name, whatever the engine: it takes the place of a whole database only
/// where that is said.
/// </summary>
internal static class ReplaceRules
{
    private static string WholeSwitch => Setting.AllowPartial;

    /// <summary>Checks before anything is opened.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the switch would mean nothing.</exception>
    public static void CheckSwitch(RestoreRequest request)
    {
        if (request is { AllowPartial: true, IfExists: not IfExists.Replace })
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"{WholeSwitch} says that a part may take the place of a whole existing database, and nothing is to be replaced.",
                $"Leave {WholeSwitch} out, or say {Setting.IfExists} Replace.");
        }
    }

    /// <summary>Checks what would be done with the target, before anything is done.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.PartialBackup"/> where a part would replace a whole, or rows would be replaced by none.
    /// </exception>
    public static void CheckPart(RestoreRequest request, ArchiveManifest manifest, IRestoreTarget target)
    {
        if (!target.Replaces || !request.IsInPlace(manifest))
            return;
        if (request.Selection.IsEverything)
        {
            throw new BackupException(
                ErrorCode.PartialBackup,
                $"The backup holds a part of the database '{manifest.Database}' ({manifest.Selection ?? "chosen tables"}), and '{target.Display}' exists and is not empty: replaced by it, it would lose everything else.",
                $"To replace these tables and keep everything else, name them: {Setting.Table} {Tables(manifest)}. To let the part take the place of the whole database, say {WholeSwitch}.",
                target.Display);
        }

        if (!request.Selection.Has(DatabaseFeature.Data))
        {
            throw new BackupException(
                ErrorCode.PartialBackup,
                $"The selection takes definitions without rows, and '{target.Display}' exists and is not empty: its tables would be replaced by empty ones.",
                $"Take the rows too, or restore the definitions into a new database. To let them take the place of the whole database, say {WholeSwitch}.",
                target.Display);
        }
    }

    private static string Tables(ArchiveManifest manifest)
    {
        const int Most = 5;
        List<string> names = [.. manifest.Objects.Where(o => o.Kind == "table").Select(o => o.Name)];
        return names.Count is 0 or > Most ? "*" : string.Join(", ", names);
    }
}
