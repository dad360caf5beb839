namespace BackupTools.Engines.MySql.Connections;

/// <summary>The numbers of errors that this engine looks at; those of MySQL's and MariaDB's manuals.</summary>
internal static class ErrorNumber
{
    public const int AccessDenied = 1045;
    public const int AccessDeniedWithoutPassword = 1698;
    public const int AccessDeniedForDatabase = 1044;
    public const int AccountBlocked = 3955;
    public const int AccountLocked = 3118;
    public const int AccountLockedOfMariaDb = 4151;
    public const int AuthenticationTooOld = 1251;
    public const int CannotLoadPlugin = 1524;
    public const int CannotMakeByGrant = 1410;
    public const int ClientSilentTooLong = 4031;
    public const int ColumnAccessDenied = 1143;
    public const int CommandDenied = 1142;
    public const int ConnectionKilled = 1927;
    public const int DatabaseUnknown = 1049;
    public const int Deadlock = 1213;
    public const int DiskFull = 1021;
    public const int HostBlocked = 1129;
    public const int HostNotPrivileged = 1130;
    public const int LockWaitTimeout = 1205;
    public const int LocalInfileDisabled = 3948;
    public const int NotAllowedCommand = 1148;
    public const int NoSuchAccount = 1133;
    public const int NoSuchColumn = 1054;
    public const int NoSuchGrant = 1141;
    public const int NoSuchRoutine = 1305;
    public const int NoSuchTable = 1146;
    public const int OptionPreventsStatement = 1290;
    public const int PacketTooLarge = 1153;
    public const int ParseError = 1064;
    public const int PasswordExpired = 1862;
    public const int QueryInterrupted = 1317;
    public const int ReadOnlyTransaction = 1792;
    public const int RecordFileFull = 1114;
    public const int SecureTransportRequired = 3159;
    public const int ServerShutdown = 1053;
    public const int SpecificAccessDenied = 1227;
    public const int SyntaxError = 1064;
    public const int TableAccessDenied = 1370;
    public const int TableDefinitionChanged = 1412;
    public const int TooManyConnections = 1040;
    public const int TooManyUserConnections = 1203;
    public const int UnknownCharacterSet = 1115;
    public const int UnknownCollation = 1273;
    public const int UnknownColumn = 1054;
    public const int UnknownDefiner = 1449;
    public const int UnknownRoutine = 1305;
    public const int UnknownSystemVariable = 1193;
    public const int UserLimitReached = 1226;
    public const int ViewInvalid = 1356;
    public const int ViewRecursive = 1462;
}
