namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>The servers' error codes that mean something here: <c>src/mongo/base/error_codes.yml</c> of the server's sources.</summary>
internal static class ErrorNumber
{
    public const int HostUnreachable = 6;
    public const int Unauthorized = 13;
    public const int AuthenticationFailed = 18;
    public const int NamespaceNotFound = 26;
    public const int CursorNotFound = 43;
    public const int NetworkTimeout = 89;
    public const int ShutdownInProgress = 91;
    public const int QueryPlanKilled = 175;
    public const int PrimarySteppedDown = 189;
    public const int CursorKilled = 237;
    public const int SnapshotTooOld = 239;
    public const int SnapshotUnavailable = 246;
    public const int UnknownField = 40415;
    public const int NotWritablePrimary = 10107;
    public const int InterruptedAtShutdown = 11600;
    public const int InterruptedDueToReplicaSetStateChange = 11602;
    public const int NotPrimaryNoSecondaryOk = 13435;
    public const int NotPrimaryOrSecondary = 13436;
    public const int OutOfDiskSpace = 14031;
}
