namespace BackupTools.Abstractions;

/// <summary>
/// The stable identifiers of everything that can go wrong. A name is permanent once released: scripts match on it
/// (<c>FullyQualifiedErrorId</c>), so a name is never renamed, and never reused for something else.
/// </summary>
public enum ErrorCode
{
    /// <summary>Something failed that no other code describes; the inner exception says what.</summary>
    Unexpected = 0,

    /// <summary>An argument, or a combination of arguments, cannot be honored.</summary>
    InvalidArgument = 1,

    /// <summary>The process could not get the memory that it needed.</summary>
    MemoryExhausted = 2,

    /// <summary>The text given as a connection is neither a URI nor a path that any engine understands.</summary>
    ConnectionNotUnderstood = 100,

    /// <summary>No engine of that name exists in this version.</summary>
    EngineUnknown = 101,

    /// <summary>The server or the library lacks something that this operation needs.</summary>
    CapabilityMissing = 102,

    /// <summary>The server could not be reached.</summary>
    ServerUnreachable = 103,

    /// <summary>The server did not accept the user or the password.</summary>
    AuthenticationFailed = 104,

    /// <summary>TLS was required and refused, or the server's certificate was not accepted.</summary>
    TlsFailed = 105,

    /// <summary>The connection to the server was lost.</summary>
    ConnectionLost = 106,

    /// <summary>The server has no free connection.</summary>
    TooManyConnections = 107,

    /// <summary>What answers is no server of that kind, or cannot prove that it is the right one. Trying again does not help.</summary>
    ServerNotTrusted = 108,

    /// <summary>The server asks at login for more work, or sends more, than a login may cost.</summary>
    LoginLimitExceeded = 109,

    /// <summary>The server asks for the password in plain text over a connection that is not encrypted; it was not sent.</summary>
    PasswordNotSent = 130,

    /// <summary>The server itself could not do its work: it lacks memory, was stopped, cancelled the work; the message says what it said.</summary>
    ServerFailed = 131,

    /// <summary>The database does not exist.</summary>
    DatabaseNotFound = 110,

    /// <summary>The database exists, and the operating system or the server denies access to it.</summary>
    DatabaseAccessDenied = 111,

    /// <summary>What was named is not a database of that engine, or is encrypted.</summary>
    DatabaseInvalid = 112,

    /// <summary>The database is damaged: it could be opened and could not be read completely.</summary>
    DatabaseCorrupt = 113,

    /// <summary>Another process holds a lock, and the time limit for waiting has passed.</summary>
    DatabaseLocked = 114,

    /// <summary>The database changed in a way that ended the consistent view the backup was reading.</summary>
    DatabaseChanged = 115,

    /// <summary>Reading the database failed for another reason, which the message names.</summary>
    DatabaseReadFailed = 116,

    /// <summary>A table that was named does not exist.</summary>
    TableNotFound = 120,

    /// <summary>A schema or another object that was named does not exist.</summary>
    ObjectNotFound = 122,

    /// <summary>A value is larger than this operation can carry.</summary>
    ValueTooLarge = 121,

    /// <summary>The archive does not exist in the storage.</summary>
    ArchiveNotFound = 200,

    /// <summary>The file is not an archive of this product.</summary>
    ArchiveInvalid = 201,

    /// <summary>The archive is cut short, altered, or contradicts itself.</summary>
    ArchiveDamaged = 202,

    /// <summary>The archive was written in a format newer than this version can read.</summary>
    ArchiveTooNew = 203,

    /// <summary>The archive needs a chunk of another archive that cannot be found.</summary>
    ArchiveReferenceMissing = 204,

    /// <summary>A backup did not pass its test; the message says what was found.</summary>
    BackupTestFailed = 205,

    /// <summary>The archive is encrypted, and no key that could open it was given.</summary>
    KeyMissing = 220,

    /// <summary>The archive is encrypted, and the key or passphrase that was given does not open it.</summary>
    KeyRefused = 221,

    /// <summary>A key cannot be read, or is none that can be used for this.</summary>
    KeyInvalid = 222,

    /// <summary>There is no key of that name.</summary>
    KeyNotFound = 223,

    /// <summary>There is a key of that name already.</summary>
    KeyExists = 224,

    /// <summary>The archive is signed by nobody whose signature counts.</summary>
    SignatureMissing = 225,

    /// <summary>A signature of the archive is not genuine: the archive was altered, or signed with another key or secret.</summary>
    SignatureRefused = 226,

    /// <summary>A key that a service keeps could not be used: the service cannot be reached, or nobody is logged in to it.</summary>
    KeyServiceFailed = 227,

    /// <summary>The archive names a codec that this version does not know.</summary>
    CodecUnknown = 210,

    /// <summary>The codec is known, and the native library it needs cannot be loaded on this machine.</summary>
    CodecUnavailable = 211,

    /// <summary>The text given as a storage is neither a path nor a URI that any storage understands.</summary>
    StorageNotUnderstood = 300,

    /// <summary>The storage location does not exist.</summary>
    StorageNotFound = 301,

    /// <summary>The storage denies the access that the operation needs.</summary>
    StorageAccessDenied = 302,

    /// <summary>The storage has no room left, or not enough for what is to be written.</summary>
    StorageFull = 303,

    /// <summary>The storage already has an object of that name.</summary>
    StorageNameTaken = 304,

    /// <summary>The storage was opened for reading only.</summary>
    StorageReadOnly = 305,

    /// <summary>The storage failed in another way, which the message names.</summary>
    StorageFailed = 306,

    /// <summary>What the storage holds is not what was written to it.</summary>
    StorageVerificationFailed = 307,

    /// <summary>Some of several destinations failed; the others hold a complete backup.</summary>
    DestinationFailed = 310,

    /// <summary>The target of a restore exists and <c>-IfExists</c> does not say what to do with it.</summary>
    TargetExists = 400,

    /// <summary>The target of a restore is in use by another process.</summary>
    TargetInUse = 401,

    /// <summary>The target of a restore cannot be written.</summary>
    TargetNotWritable = 402,

    /// <summary>A statement or a write failed during the restore; the message names it and the state of the target.</summary>
    RestoreFailed = 403,

    /// <summary>The restored database does not hold what the backup says it must hold.</summary>
    RestoredContentDiffers = 404,

    /// <summary>Roles that the backup names do not exist on the target.</summary>
    RoleMissing = 405,

    /// <summary>An extension, a tablespace or a library that the backup needs is not installed on the target.</summary>
    ExtensionMissing = 406,

    /// <summary>A backup of a part, or one without the rows, would take the place of more than it holds.</summary>
    PartialBackup = 407,

    /// <summary>Objects that are not restored need something that would have to be dropped to replace it.</summary>
    DependentObjects = 408,

    /// <summary>An object of the backup was left out of a restore because the server did not take it, as was asked for.</summary>
    ObjectSkipped = 409,

    /// <summary>The archive has statements of kinds that no backup writes, and nothing says that they may run.</summary>
    ForeignStatement = 420,

    /// <summary>A script is no plain SQL that can be run to its end: the message names the line and what is wrong with it.</summary>
    ScriptInvalid = 421,

    /// <summary>The file of a script does not exist, or cannot be read.</summary>
    ScriptInaccessible = 422,

    /// <summary>The backup cannot be removed because another backup needs its chunks.</summary>
    BackupNeeded = 500,

    /// <summary>The backup is locked, and so is not removed.</summary>
    BackupLocked = 501,

    /// <summary>The backup cannot be locked because somebody is removing it.</summary>
    BackupBeingRemoved = 502,

    /// <summary>What a storage has cannot be read completely, so that nobody knows what its archives need; nothing is removed there.</summary>
    RetentionUncertain = 503,

    /// <summary>The history of what was done cannot be read or written.</summary>
    HistoryInaccessible = 510,

    /// <summary>Something about the backups is critical: overdue, failing, missing; the message says what.</summary>
    BackupsUnhealthy = 511,

    /// <summary>The configuration, or something in it, cannot be understood or used.</summary>
    ConfigurationInvalid = 600,

    /// <summary>The configuration cannot be read or written.</summary>
    ConfigurationInaccessible = 601,

    /// <summary>Somebody else holds the lock of a file of the configuration, and the time limit for waiting has passed.</summary>
    ConfigurationLocked = 602,

    /// <summary>A file of the configuration was written by a newer version, in a way that this one does not understand.</summary>
    ConfigurationTooNew = 603,

    /// <summary>A secret that is only referred to cannot be had: the variable is not set, the vault is missing or locked.</summary>
    SecretUnavailable = 604,

    /// <summary>The key of the saved passwords can be read by others.</summary>
    SecretKeyExposed = 605,

    /// <summary>A saved password cannot be decrypted: it was altered, belongs to another name, or was saved with another key.</summary>
    SecretDamaged = 606,

    /// <summary>No connection of that name is registered.</summary>
    ConnectionNotRegistered = 607,

    /// <summary>A connection of that name is registered already.</summary>
    ConnectionRegistered = 608,

    /// <summary>The file of a job has mistakes; the message names them with their lines.</summary>
    JobInvalid = 610,

    /// <summary>A script that was to run before a job failed, and the job was not run.</summary>
    ScriptFailed = 612,

    /// <summary>There is no such job.</summary>
    JobNotFound = 611,

    /// <summary>A target of notifications cannot be understood or used.</summary>
    NotificationTargetInvalid = 650,

    /// <summary>Somebody who was to be told was not.</summary>
    NotificationFailed = 651,

    /// <summary>There is no schedule of that name.</summary>
    ScheduleNotFound = 700,

    /// <summary>There is a schedule of that name already, and it says something else.</summary>
    ScheduleExists = 701,

    /// <summary>The scheduler does not exist on this machine, or cannot be used.</summary>
    SchedulerUnavailable = 702,

    /// <summary>The scheduler has no word for what the schedule says; it is never approximated.</summary>
    ScheduleNotExpressible = 703,

    /// <summary>The scheduler refused; what had been written for it is taken back.</summary>
    SchedulerFailed = 704,

    /// <summary>The schedule is running, so that this run is skipped.</summary>
    ScheduleRunning = 705,

    /// <summary>A run of a schedule failed, or part of it did; the message says what.</summary>
    ScheduledRunFailed = 706,

    /// <summary>The server has a user of that name already.</summary>
    UserExists = 900,

    /// <summary>The server has no user of that name.</summary>
    UserNotFound = 901,

    /// <summary>The user owns objects, and nothing says what becomes of them.</summary>
    UserOwnsObjects = 902,

    /// <summary>The change would lock its maker, or everybody, out.</summary>
    UserProtected = 903,

    /// <summary>The server refused to change a user.</summary>
    UserChangeFailed = 904,
}
