using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Restoring.Targets;
using BackupTools.Engines.MongoDb.Schema;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>What is held before a restore begins.</summary>
internal static class TargetChecks
{
    /// <summary>What is to be done with the target.</summary>
    public static RestoreMode ChooseMode(RestoreRequest request, RestoreContents contents, TargetState state, string database)
    {
        bool inPlace = request.IsInPlace(contents.Manifest);
        bool alone = request.Selection.DataOnly;
        if (alone && request.IfExists != IfExists.Append && !inPlace)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "Documents without definitions can only go into collections that are there.",
                $"Say {Setting.IfExists} Append to add them, or restore the definitions too.", database);
        }

        if (state.Content is null)
        {
            return !alone ? RestoreMode.Create : throw new BackupException(
                ErrorCode.DatabaseNotFound, $"There is no database '{database}' whose collections could take the documents.", "Restore the definitions too.", database);
        }

        if (request.IfExists == IfExists.Fail)
            return RestoreMode.Refuse;
        if (request.IfExists == IfExists.Append)
            return RestoreMode.Append;
        // That a part takes the place of the whole has to be said, and which part of it of that part.
        return !inPlace ? RestoreMode.Replace : request.Selection.IsEverything ? RestoreMode.Refuse : RestoreMode.ReplaceTables;
    }

    /// <summary>Holds that the target can take what is restored in this way.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> or <see cref="ErrorCode.TableNotFound"/>.</exception>
    public static void Check(RestoreMode mode, RestoreRequest request, RestoreContents contents, TargetState state, string database)
    {
        if (mode is RestoreMode.Replace or RestoreMode.ReplaceTables or RestoreMode.Append)
        {
            HashSet<string> touched = mode == RestoreMode.Replace ? [.. state.Collections.Select(c => c.Name)] : [.. contents.Definitions.Select(d => d.Name)];
            string? series = contents.Collections.FirstOrDefault(c => c.Kind == CollectionKind.TimeSeries)?.Name
                ?? state.Collections.FirstOrDefault(c => c.Definition.Kind == CollectionKind.TimeSeries && touched.Contains(c.Name))?.Name;
            if (series is not null)
            {
                throw new BackupException(
                    ErrorCode.CapabilityMissing, $"The time series '{series}' cannot be replaced or added to: the servers cannot rename one, so that what is there would be gone before the new one is complete.",
                    $"Restore into a new database with {Setting.TargetDatabase}.", database);
            }
        }

        if (mode == RestoreMode.Append || (mode == RestoreMode.ReplaceTables && request.Selection.DataOnly))
        {
            if (contents.Collections.FirstOrDefault(c => c.HasDocuments && state.Find(c.Name) is not { Definition.Kind: CollectionKind.Collection }) is { } missing)
            {
                throw new BackupException(
                    ErrorCode.TableNotFound, $"The database '{database}' has no collection '{missing.Name}' that could take the documents.", "Restore it with its definition first.", missing.Name);
            }
        }
    }
}
