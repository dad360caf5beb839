using System.Buffers.Binary;
using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>What a scripted server answers to one command, honest or not.</summary>
internal sealed record ScriptedAnswer
{
    private ScriptedAnswer()
    {
    }

    /// <summary>The document, where it is an honest one, to which a replica set adds its times.</summary>
    public BsonDocument? Document { get; private init; }

    /// <summary>The message that answers a command, from the bytes of the document.</summary>
    public Func<WireCommand, byte[], byte[]> Message { get; private init; } = WireReply.To;

    /// <summary>How long the client waits for the first byte.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>How many bytes are sent at a time.</summary>
    public int Piece { get; private init; } = int.MaxValue;

    /// <summary>How long the client waits between two of those.</summary>
    public TimeSpan Pause { get; private init; }

    /// <summary>How many bytes are sent at all before the connection is closed; null where it stays open.</summary>
    public int? CloseAfter { get; private init; }

    /// <summary>All went well.</summary>
    /// <param name="fields">What the answer says beside that.</param>
    public static ScriptedAnswer Ok(BsonDocument? fields = null) => new() { Document = new BsonDocument(fields ?? []) { { "ok", 1.0 } } };

    /// <summary>An error of MongoDB's.</summary>
    public static ScriptedAnswer Error(int code, string codeName, string message, params string[] labels)
    {
        BsonDocument document = new() { { "ok", 0.0 }, { "errmsg", message }, { "code", code }, { "codeName", codeName } };
        if (labels.Length > 0)
            document.Add("errorLabels", new BsonArray(labels));
        return new() { Document = document };
    }

    /// <summary>A cursor with its first batch.</summary>
    /// <param name="ns">What it reads: the database, a dot, the collection.</param>
    /// <param name="id">Its number; 0 where there is no more.</param>
    /// <param name="batch">The documents.</param>
    /// <param name="more">What else the cursor says, e.g. a <c>postBatchResumeToken</c>.</param>
    public static ScriptedAnswer Cursor(string ns, long id, IEnumerable<BsonDocument> batch, BsonDocument? more = null) => Batch("firstBatch", ns, id, batch, more);

    /// <summary>A batch of a cursor that was asked for more.</summary>
    /// <inheritdoc cref="Cursor"/>
    public static ScriptedAnswer Next(string ns, long id, IEnumerable<BsonDocument> batch, BsonDocument? more = null) => Batch("nextBatch", ns, id, batch, more);

    /// <summary>A well-formed message with any bytes where a document should be.</summary>
    public static ScriptedAnswer Garbage(byte[] body) => new() { Message = (command, _) => WireReply.To(command, body) };

    /// <summary>Any bytes where a message should be.</summary>
    public static ScriptedAnswer Bytes(byte[] bytes) => new() { Message = (_, _) => bytes };

    /// <summary>The connection is closed, and nothing is said.</summary>
    public static ScriptedAnswer Disconnect() => Ok().CutAfter(0);

    /// <summary>The same answer, in a message that says it has another length; the connection stays open.</summary>
    public ScriptedAnswer ClaimingLength(int length) => Changed(message => BinaryPrimitives.WriteInt32LittleEndian(message, length));

    /// <summary>The same answer, its document saying that it has another length.</summary>
    public ScriptedAnswer ClaimingDocumentLength(int length) =>
        this with { Message = (command, body) => Message(command, Overwritten(body, bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes, length))) };

    /// <summary>The same answer, to a question that nobody asked.</summary>
    public ScriptedAnswer ToAnotherRequest() => Changed(message => BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), int.MaxValue));

    /// <summary>The same answer, some bytes at a time.</summary>
    public ScriptedAnswer Dripping(int bytes, TimeSpan pause) => this with { Piece = bytes, Pause = pause };

    /// <summary>The same answer, later.</summary>
    public ScriptedAnswer After(TimeSpan delay) => this with { Delay = delay };

    /// <summary>So many bytes of the same answer, after which the connection is closed.</summary>
    public ScriptedAnswer CutAfter(int bytes) => this with { CloseAfter = bytes };

    private static ScriptedAnswer Batch(string field, string ns, long id, IEnumerable<BsonDocument> batch, BsonDocument? more)
    {
        BsonDocument cursor = new() { { field, new BsonArray(batch) }, { "id", id }, { "ns", ns } };
        return Ok(new BsonDocument("cursor", cursor.AddRange(more ?? [])));
    }

    private static byte[] Overwritten(byte[] bytes, Action<byte[]> change)
    {
        change(bytes);
        return bytes;
    }

    private ScriptedAnswer Changed(Action<byte[]> change) => this with { Message = (command, body) => Overwritten(Message(command, body), change) };
}
