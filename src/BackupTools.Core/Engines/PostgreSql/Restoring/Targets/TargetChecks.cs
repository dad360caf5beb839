using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>What is held before a restore begins.</summary>
internal static partial class TargetChecks
{
    /// <summary>Holds that the server can take the archive.</summary>
    public static void CheckServer(RestoreContents contents, TargetState state, string display)
    {
        CheckTakesChanges(state, display);
        if (state.Version < contents.SourceVersion)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing,
                $"The backup is of PostgreSQL {contents.SourceVersion}, and the target's server is PostgreSQL {state.Version}, which does not understand everything that a newer one has.",
                "Restore to the same or a newer version.", display);
        }

        List<string> missing = [.. Making(contents, ItemKind.Extension).Select(e => e.Name).Where(n => !state.Extensions.Contains(n))];
        if (missing.Count > 0)
        {
            throw new BackupException(
                ErrorCode.ExtensionMissing,
                $"The backup needs {Figures.Count(missing.Count, "extension")} that the target's server (PostgreSQL {state.Version}) does not have: {string.Join(", ", missing)}.",
                $"Install them on the server, or leave out the tables that need them ({Setting.ExcludeTable}) and what nothing needs then ({Setting.Exclude} Extensions).", display);
        }

        List<string> tablespaces = [.. TablespacesNamed(contents).Distinct().Where(t => !state.Tablespaces.Contains(t)).Order(StringComparer.Ordinal)];
        if (tablespaces.Count > 0)
        {
            throw new BackupException(
                ErrorCode.ExtensionMissing,
                $"The backup needs {Figures.Count(tablespaces.Count, "tablespace")} that the target's server does not have: {string.Join(", ", tablespaces)}.",
                "Create them on the server (CREATE TABLESPACE).", display);
        }
    }

    /// <summary>The server's tablespaces that the restored database needs.</summary>
    public static IEnumerable<string> TablespacesOf(RestoreContents contents, TargetState state) =>
        TablespacesNamed(contents).Append(contents.Manifest.Properties.GetValueOrDefault("tablespace") ?? "").Distinct().Where(state.Tablespaces.Contains);

    /// <summary>What is to be done with the target.</summary>
    public static RestoreMode ChooseMode(RestoreRequest request, RestoreContents contents, TargetState state, string database)
    {
        bool rowsAlone = request.Selection.DataOnly || contents.HasRowsAlone;
        bool inPlace = request.IsInPlace(contents.Manifest);
        if (rowsAlone && request.IfExists != IfExists.Append && !inPlace)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "Rows without definitions can only go into tables that are there.",
                $"Say {Setting.IfExists} Append to add them or {Setting.IfExists} Replace to replace what is in the tables, or restore the definitions too, where the backup has them.", database);
        }

        if (state.Database is not { } target)
        {
            if (rowsAlone)
            {
                throw new BackupException(
                    ErrorCode.DatabaseNotFound, $"There is no database '{database}' whose tables could take the rows.",
                    "Restore the definitions too.", database);
            }

            CheckMayCreate(state, database, $"There is no database '{database}'", "Create it empty yourself, or let the role create databases.");
            return RestoreMode.Create;
        }

        if (rowsAlone)
            return inPlace ? RestoreMode.ReplaceTables : RestoreMode.Append;
        if (target.Content is null)
            return RestoreMode.Fill;
        if (request.IfExists == IfExists.Fail)
            return RestoreMode.Refuse;
        if (request.IfExists == IfExists.Append)
            return RestoreMode.Append;
        if (inPlace)
            // That a part takes the place of the whole has to be said, and which part of it of that part.
            return request.Selection.IsEverything ? RestoreMode.Refuse : RestoreMode.ReplaceTables;
        CheckReplaceable(state, target, database);
        return RestoreMode.Replace;
    }

    /// <summary>What is to be done with the target of scripts.</summary>
    public static RestoreMode ChooseMode(IfExists ifExists, TargetState state, string database, string display)
    {
        CheckTakesChanges(state, display);
        if (state.Database is not { } target)
        {
            CheckMayCreate(state, database, $"There is no database '{database}'", "Create it empty yourself, or let the role create databases.");
            return RestoreMode.Create;
        }

        if (target.Content is null)
            return RestoreMode.Fill;
        if (ifExists == IfExists.Replace)
            CheckReplaceable(state, target, database);
        return ifExists switch
        {
            IfExists.Fail => RestoreMode.Refuse,
            IfExists.Append => RestoreMode.Append,
            _ => RestoreMode.Replace,
        };
    }

    /// <summary>Holds that the existing database can keep text of the archive's encoding.</summary>
    public static void CheckEncoding(RestoreRequest request, RestoreContents contents, TargetState state, string database)
    {
        string[] both = [contents.Encoding, state.Database!.Encoding];
        if (ServerEncodings.IsNone(both[0]) && !ServerEncodings.IsNone(both[1]) && contents.Entries.FirstOrDefault(e => e.HasBytes) is { } entry)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing,
                $"The backup is of a database without an encoding ({both[0]}), and the names in the definition of the {EntryTitle.Of(entry)} are not UTF-8. The database '{database}' has the encoding {both[1]}, and cannot have them.",
                "Restore to a database that does not exist yet, or to one without an encoding.", database);
        }

        if (request.Verify && both[0] != both[1])
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing,
                $"The database '{database}' has the encoding {both[1]} and the backup {both[0]}: rows that are converted cannot be compared.",
                $"Leave {Setting.Verify} out, or restore to a database that does not exist yet.", database);
        }

        if (both[0] == both[1] || both.Contains("UTF8") || both.Contains("SQL_ASCII"))
            return;
        throw new BackupException(
            ErrorCode.CapabilityMissing,
            $"The database '{database}' has the encoding {both[1]}, and there is no conversion from {both[0]}, which the backup is in.",
            $"Restore to a database that does not exist yet, or to one whose encoding is {both[0]} or UTF8.", database);
    }

    /// <summary>The roles that the entries need and the server does not have.</summary>
    public static IReadOnlyList<string> FindMissingRoles(RestoreContents contents, RoleNeeds wishes, TargetState state) =>
        [.. contents.Entries.SelectMany(wishes.RolesOf).Distinct()
            .Where(r => !state.Roles.Contains(r)).Order(StringComparer.Ordinal)];

    /// <summary>Holds that missing roles can be made or may be left out.</summary>
    public static void CheckRoles(RestoreRequest request, RestoreContents contents, IReadOnlyList<string> missing, string database)
    {
        HashSet<string> described = [.. contents.AllEntries.Where(e => e.Kind == ItemKind.Role).Select(e => e.Name)];
        List<string> unknown = request.MissingRoles switch
        {
            MissingRoles.Skip => [],
            MissingRoles.Create => [.. missing.Where(r => !described.Contains(r))],
            _ => [.. missing],
        };
        if (unknown.Count == 0)
            return;
        string what = $"The server does not have {Figures.Count(unknown.Count, "role")} that the backup names: {string.Join(", ", unknown)}.";
        throw request.MissingRoles == MissingRoles.Create
            ? new BackupException(ErrorCode.RoleMissing, what, $"The backup does not describe them: create them, or use {Setting.NoOwner} and {Setting.NoPrivileges}.", database)
            : new BackupException(ErrorCode.RoleMissing, what, $"Let them be created with {Setting.CreateRole}, or leave them out with {Setting.NoOwner} and {Setting.NoPrivileges}.", database);
    }

    private static void CheckTakesChanges(TargetState state, string display)
    {
        if (state.ReadOnlyReason is { } reason)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"Nothing can be restored to '{display}': {reason}.",
                "Restore to a server that takes changes.", display);
        }
    }

    [GeneratedRegex(@"^SET default_tablespace = '(?<name>(?:[^'\\]|'')+)';$", RegexOptions.Multiline)]
    private static partial Regex Tablespace();

    private static void CheckReplaceable(TargetState state, TargetDatabase target, string database)
    {
        if (target.IsTemplate || !target.IsOwned)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable,
                $"The database '{database}' cannot be replaced: {(target.IsTemplate ? "it is a template" : $"it does not belong to the role '{state.User}'")}.",
                $"Restore under another name with {Setting.TargetDatabase}.", database);
        }

        CheckMayCreate(
            state, database, $"The database '{database}' is replaced by building another beside it",
            "Let the role create databases, or restore into an empty database.");
        if (target.Holder is { } holder)
        {
            throw new BackupException(
                ErrorCode.TargetInUse, $"The database '{database}' cannot be replaced, because it could not be dropped: it is held by {holder}.",
                $"End that first, or restore under another name with {Setting.TargetDatabase}.", database);
        }
    }

    private static void CheckMayCreate(TargetState state, string database, string why, string remedy)
    {
        if (!state.MayCreateDatabases)
            throw new BackupException(ErrorCode.TargetNotWritable, $"{why}, and the role '{state.User}' may not create databases.", remedy, database);
    }

    private static IEnumerable<string> TablespacesNamed(RestoreContents contents) =>
        contents.Entries.SelectMany(e => Tablespace().Matches(e.Create)).Select(m => m.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal));

    private static IEnumerable<SchemaEntry> Making(RestoreContents contents, ItemKind kind) =>
        contents.Entries.Where(e => e.Kind == kind && e.Create.Length > 0);
}
