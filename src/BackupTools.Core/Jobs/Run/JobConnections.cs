using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Finds what a job names.</summary>
internal static class JobConnections
{
    /// <summary>The connection that is backed up.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotRegistered"/> for a name that is not, or no longer, registered.</exception>
    public static DbConnectionInfo Source(BackupJobDefinition job, JobContext context) => job.DescribedConnection ?? Resolve(job.Connection!, context);

    /// <summary>The server of a trial restore: the one that is named, or that of the job; null for a database file.</summary>
    public static DbConnectionInfo? Trial(BackupJobDefinition job, JobContext context)
    {
        DbConnectionInfo connection = job.VerifyConnection is { } named ? Resolve(named, context) : Source(job, context);
        return connection.Path is null ? connection : null;
    }

    /// <summary>The storages, those of the settings where the job names none.</summary>
    public static IReadOnlyList<string> Storages(BackupJobDefinition job, JobContext context) => job.Storage.Count > 0 ? job.Storage : context.Settings.Storage;

    private static DbConnectionInfo Resolve(string text, JobContext context)
    {
        bool isName = ConnectionName.IsValid(text) && !context.Components.IsServerConnection(text);
        return !isName ? context.Components.ParseConnection(text)
            : context.Connections.Find(text) ?? throw ConnectionStore.NotRegistered(text, context.Connections.GetNames());
    }
}
