namespace BackupTools.Engines.MongoDb.Bson;

/// <summary>Bytes are no BSON; the message is the end of a sentence whose subject they are.</summary>
internal sealed class BsonFormatException(string message) : Exception(message);
