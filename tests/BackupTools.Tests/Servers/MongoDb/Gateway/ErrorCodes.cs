using MongoDB.Bson;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>
/// MongoDB's codes and their names, and which of them the engine means: its SQLSTATEs are numbers of its own, and the codes within its answers are
/// those SQLSTATEs, packed with six bits a letter.
/// </summary>
internal static class ErrorCodes
{
    public const int UnknownError = 8;
    public const int CursorNotFound = 43;
    public const int NamespaceExists = 48;
    public const int MaxTimeMsExpired = 50;
    public const int CommandNotSupported = 115;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "InternalError", [2] = "BadValue", [UnknownError] = "UnknownError", [9] = "FailedToParse", [11] = "UserNotFound", [13] = "Unauthorized",
        [14] = "TypeMismatch", [15] = "Overflow", [16] = "InvalidLength", [18] = "AuthenticationFailed", [20] = "IllegalOperation", [24] = "LockTimeout",
        [26] = "NamespaceNotFound", [27] = "IndexNotFound", [28] = "PathNotViable", [31] = "RoleNotFound", [40] = "ConflictingUpdateOperators",
        [CursorNotFound] = "CursorNotFound", [NamespaceExists] = "NamespaceExists", [MaxTimeMsExpired] = "MaxTimeMSExpired", [52] = "DollarPrefixedFieldName",
        [53] = "InvalidIdField", [56] = "EmptyFieldName", [57] = "DottedFieldName", [59] = "CommandNotFound", [66] = "ImmutableField",
        [67] = "CannotCreateIndex", [68] = "IndexAlreadyExists", [72] = "InvalidOptions", [73] = "InvalidNamespace", [76] = "NoReplicationEnabled",
        [85] = "IndexOptionsConflict", [86] = "IndexKeySpecsConflict", [91] = "ShutdownInProgress", [112] = "WriteConflict",
        [CommandNotSupported] = "CommandNotSupported", [117] = "ConflictingOperationInProgress", [121] = "DocumentValidationFailure",
        [123] = "NotAReplicaSet", [146] = "ExceededMemoryLimit", [166] = "CommandNotSupportedOnView", [167] = "OptionNotSupportedOnView",
        [175] = "QueryPlanKilled", [197] = "InvalidIndexSpecificationOption", [224] = "QueryFeatureNotAllowed", [241] = "ConversionFailure",
        [263] = "OperationNotSupportedInTransaction", [276] = "IndexBuildAborted", [361] = "CollectionUUIDMismatch", [10334] = "BSONObjectTooLarge",
        [11000] = "DuplicateKey", [11601] = "Interrupted", [51003] = "Location51003",
    };

    private static readonly Dictionary<string, int> Meanings = new()
    {
        ["M0000"] = 1, ["M0001"] = 2, ["M0003"] = 9, ["M0004"] = 14, ["M0005"] = 15, ["M0006"] = 20, ["M0008"] = 26, ["M0009"] = 27, ["M000A"] = 28,
        ["M000B"] = 31, ["M000D"] = 40, ["M000E"] = 43, ["M000F"] = 48, ["M000G"] = 52, ["M000H"] = 53, ["M000I"] = 54, ["M000J"] = 56, ["M000K"] = 57,
        ["M000M"] = 66, ["M000N"] = 67, ["M000O"] = 68, ["M000P"] = 72, ["M000Q"] = 73, ["M000R"] = 85, ["M000S"] = 86, ["M000U"] = 115, ["M000W"] = 146,
        ["M000Z"] = 166, ["M0010"] = 167, ["M0012"] = 197, ["M0013"] = 224, ["M0015"] = 241, ["M0016"] = 263, ["M0017"] = 276, ["M0019"] = 361,
        ["M001B"] = 10334, ["M001C"] = 11000, ["M003A"] = 17419, ["M003B"] = 17420, ["M007U"] = 40324, ["M0088"] = 40415, ["M00CO"] = 121, ["M00DO"] = 16,
        ["M00E0"] = 51003, ["M00E7"] = 13, ["M00EL"] = 143, ["M00ER"] = 13, ["M00EV"] = 18, ["M00EW"] = 24, ["M00EX"] = 50, ["M00EY"] = 59,
        ["M00F1"] = 112, ["M00F2"] = 117, ["0A000"] = CommandNotSupported, ["42501"] = 13, ["42704"] = 11, ["28P01"] = 18, ["42710"] = 51003, ["57014"] = 11601, ["57P01"] = 91,
    };

    /// <summary>The answer to a command that failed.</summary>
    public static BsonDocument Answer(int code, string message) => new()
    {
        { "ok", 0.0 }, { "errmsg", message }, { "code", code }, { "codeName", Name(code) },
    };

    public static string Name(int code) => Names.TryGetValue(code, out string? name) ? name : $"Location{code}";

    /// <summary>What an error of the engine is to MongoDB's clients.</summary>
    public static CommandException Translate(PostgresException error) => Meanings.TryGetValue(error.SqlState, out int code)
        ? new CommandException(code, error.MessageText)
        : new CommandException(UnknownError, $"{error.MessageText} (SQLSTATE {error.SqlState})");

    /// <summary>Puts MongoDB's codes where an answer has the engine's, at whatever depth.</summary>
    public static void Unpack(BsonDocument answer)
    {
        foreach (BsonElement element in answer.ToList())
        {
            if (element.Name == "code" && element.Value is BsonInt32 code && answer.Contains("errmsg"))
                Unpack(answer, code.Value);
            else if (element.Value is BsonDocument inner)
                Unpack(inner);
            else if (element.Value is BsonArray array)
                array.OfType<BsonDocument>().ToList().ForEach(Unpack);
        }
    }

    private static void Unpack(BsonDocument answer, int packed)
    {
        bool isKnown = Meanings.TryGetValue(Letters(packed), out int meaning);
        answer["code"] = isKnown ? meaning : UnknownError;
        if (!isKnown)
            answer["errmsg"] = $"{answer["errmsg"]} (SQLSTATE {Letters(packed)})";
    }

    private static string Letters(int packed) => string.Concat(Enumerable.Range(0, 5).Select(i => (char)('0' + ((packed >> (6 * i)) & 0x3f))));
}
