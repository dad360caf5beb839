namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>The SQLSTATEs that mean something to this engine.</summary>
internal static class SqlState
{
    public const string AdminShutdown = "57P01";
    public const string CannotConnectNow = "57P03";
    public const string CharacterNotInRepertoire = "22021";
    public const string ConnectionExceptionClass = "08";
    public const string CheckViolation = "23514";
    public const string CrashShutdown = "57P02";
    public const string DatabaseDropped = "57P04";
    public const string DataCorrupted = "XX001";
    public const string DeadlockDetected = "40P01";
    public const string DependentObjectsStillExist = "2BP01";
    public const string DiskFull = "53100";
    public const string DuplicateDatabase = "42P04";
    public const string FeatureNotSupported = "0A000";
    public const string ForeignKeyViolation = "23503";
    public const string IdleInTransactionTimeout = "25P03";
    public const string IdleSessionTimeout = "57P05";
    public const string IndexCorrupted = "XX002";
    public const string InsufficientPrivilege = "42501";
    public const string InvalidAuthorization = "28000";
    public const string InvalidCatalogName = "3D000";
    public const string InvalidGrantOperation = "0LP01";
    public const string InvalidParameterValue = "22023";
    public const string InvalidPassword = "28P01";
    public const string InvalidSchemaName = "3F000";
    public const string LockNotAvailable = "55P03";
    public const string ObjectInUse = "55006";
    public const string ObjectNotInPrerequisiteState = "55000";
    public const string QueryCanceled = "57014";
    public const string RaisedExceptionClass = "P0";
    public const string SerializationFailure = "40001";
    public const string SyntaxError = "42601";
    public const string TooManyConnections = "53300";
    public const string TransactionTimeout = "25P04";
    public const string UndefinedColumn = "42703";
    public const string UndefinedFile = "58P01";
    public const string UndefinedFunction = "42883";
    public const string UndefinedObject = "42704";
    public const string UndefinedTable = "42P01";
    public const string UniqueViolation = "23505";
    public const string UntranslatableCharacter = "22P05";
    public const string WrongObjectType = "42809";

    /// <summary>What speaks of the server's own state, and of no object: classes, and single ones.</summary>
    private static readonly string[] OfServer = ["08", "40", "53", "57", "58", "F0", "25006", "55006", "55P03", "XX001", "XX002"];

    /// <summary>True where an error speaks of the server's own state, and of no object.</summary>
    /// <param name="state">The SQLSTATE.</param>
    public static bool IsOfServer(string state) => OfServer.Any(s => state.StartsWith(s, StringComparison.Ordinal));
}
