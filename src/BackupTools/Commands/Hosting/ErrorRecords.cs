using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>Says in PowerShell's terms what the library says in its own.</summary>
internal static class ErrorRecords
{
    /// <summary>The record: its id is the code's name, its recommended action the remedy.</summary>
    public static ErrorRecord ToErrorRecord(this BackupException error) =>
        new(error, error.Code.ToString(), CategoryOf(error.Code), error.Target)
        {
            // PowerShell shows the recommended action on a line of its own.
            ErrorDetails = new ErrorDetails(error.What) { RecommendedAction = error.Remedy },
        };

    /// <summary>The record of one destination of several that got no backup.</summary>
    public static ErrorRecord ToErrorRecord(this DestinationFailure failure) => failure.ToError().ToErrorRecord();

    private static ErrorCategory CategoryOf(ErrorCode code) => code switch
    {
        ErrorCode.InvalidArgument or ErrorCode.ConnectionNotUnderstood or ErrorCode.StorageNotUnderstood or ErrorCode.EngineUnknown
            or ErrorCode.NotificationTargetInvalid => ErrorCategory.InvalidArgument,
        ErrorCode.CapabilityMissing or ErrorCode.CodecUnavailable or ErrorCode.ExtensionMissing
            or ErrorCode.SchedulerUnavailable => ErrorCategory.NotInstalled,
        ErrorCode.ServerUnreachable or ErrorCode.ConnectionLost or ErrorCode.TlsFailed
            or ErrorCode.NotificationFailed => ErrorCategory.ConnectionError,
        ErrorCode.AuthenticationFailed => ErrorCategory.AuthenticationError,
        ErrorCode.TooManyConnections or ErrorCode.MemoryExhausted or ErrorCode.ServerFailed => ErrorCategory.ResourceUnavailable,
        ErrorCode.DatabaseNotFound or ErrorCode.TableNotFound or ErrorCode.ObjectNotFound or ErrorCode.RoleMissing or ErrorCode.ArchiveNotFound
            or ErrorCode.ArchiveReferenceMissing or ErrorCode.StorageNotFound or ErrorCode.UserNotFound or ErrorCode.SecretUnavailable
            or ErrorCode.ConnectionNotRegistered or ErrorCode.ScheduleNotFound or ErrorCode.JobNotFound => ErrorCategory.ObjectNotFound,
        ErrorCode.ConfigurationInaccessible or ErrorCode.DatabaseAccessDenied or ErrorCode.StorageAccessDenied or ErrorCode.StorageReadOnly
            or ErrorCode.HistoryInaccessible => ErrorCategory.PermissionDenied,
        ErrorCode.ConfigurationInvalid or ErrorCode.DatabaseInvalid or ErrorCode.DatabaseCorrupt or ErrorCode.ArchiveInvalid
            or ErrorCode.ArchiveDamaged or ErrorCode.ArchiveTooNew or ErrorCode.BackupTestFailed or ErrorCode.CodecUnknown
            or ErrorCode.StorageVerificationFailed or ErrorCode.RestoredContentDiffers or ErrorCode.ConfigurationTooNew or ErrorCode.SecretDamaged
            or ErrorCode.JobInvalid or ErrorCode.BackupsUnhealthy => ErrorCategory.InvalidData,
        ErrorCode.DatabaseLocked or ErrorCode.TargetInUse or ErrorCode.ConfigurationLocked or ErrorCode.BackupBeingRemoved
            or ErrorCode.ScheduleRunning => ErrorCategory.ResourceBusy,
        ErrorCode.StorageNameTaken or ErrorCode.TargetExists or ErrorCode.UserExists or ErrorCode.ConnectionRegistered
            or ErrorCode.ScheduleExists => ErrorCategory.ResourceExists,
        ErrorCode.StorageFull or ErrorCode.ValueTooLarge => ErrorCategory.LimitsExceeded,
        ErrorCode.DatabaseChanged or ErrorCode.DatabaseReadFailed => ErrorCategory.ReadError,
        ErrorCode.StorageFailed or ErrorCode.DestinationFailed or ErrorCode.TargetNotWritable or ErrorCode.RestoreFailed
            or ErrorCode.UserChangeFailed => ErrorCategory.WriteError,
        ErrorCode.BackupNeeded or ErrorCode.UserOwnsObjects or ErrorCode.UserProtected or ErrorCode.BackupLocked
            or ErrorCode.RetentionUncertain => ErrorCategory.InvalidOperation,
        ErrorCode.SecretKeyExposed => ErrorCategory.SecurityError,
        ErrorCode.ScheduleNotExpressible => ErrorCategory.NotImplemented,
        ErrorCode.SchedulerFailed or ErrorCode.ScheduledRunFailed => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };
}
