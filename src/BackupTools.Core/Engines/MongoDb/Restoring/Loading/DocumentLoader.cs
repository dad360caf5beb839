using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace BackupTools.Engines.MongoDb.Restoring.Loading;

/// <summary>Sends documents to a server as they are, in batches that it takes.</summary>
internal static class DocumentLoader
{
    /// <summary>Below what a command may have, which is the longest document and some kilobytes.</summary>
    private const int LargestBatch = 8 * 1024 * 1024;

    /// <summary>Inserts documents, and holds that the server has taken every one.</summary>
    /// <param name="session">The session, in the database.</param>
    /// <param name="collection">The collection that takes them.</param>
    /// <param name="shown">What it is called in messages.</param>
    /// <param name="documents">Whole documents, one behind the other, already checked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the document by its id.</exception>
    public static async Task<long> InsertAsync(
        MongoSession session, string collection, string shown, ReadOnlyMemory<byte> documents, CancellationToken cancellationToken)
    {
        using ByteArrayBuffer bytes = new(documents.ToArray(), isReadOnly: true);
        long count = 0;
        for (int at = 0; at < documents.Length;)
        {
            BsonArray batch = [];
            int start = at;
            bool hasEmptyTime = false;
            while (at < documents.Length && batch.Count < session.Facts.LargestBatch)
            {
                int length = BsonElements.LengthOf(documents.Span[at..]);
                if (at + length - start > LargestBatch && batch.Count > 0)
                    break;
                hasEmptyTime |= EmptyTimes.HasAny(documents.Span.Slice(at, length));
                batch.Add(new RawBsonDocument(new ByteBufferSlice(bytes, at, length)));
                at += length;
            }

            await SendAsync(session, collection, shown, batch, hasEmptyTime, cancellationToken);
            count += batch.Count;
        }

        return count;
    }

    private static async Task SendAsync(
        MongoSession session, string collection, string shown, BsonArray batch, bool hasEmptyTime, CancellationToken cancellationToken)
    {
        string what = $"Restoring documents of the collection '{shown}'";
        BsonDocument insert = new() { { "insert", collection }, { "ordered", true }, { "documents", batch } };
        if (hasEmptyTime)
        {
            BsonDocument faithful = new() { { "insert", collection }, { "ordered", true }, { "bypassEmptyTsReplacement", true }, { "documents", batch } };
            if (await session.RunUnlessAsync(faithful, what, ErrorNumber.UnknownField, cancellationToken) is { } taken)
            {
                Check(taken, batch, shown);
                return;
            }
        }

        Check(await session.RunAsync(insert, what, cancellationToken, otherwise: ErrorCode.RestoreFailed), batch, shown);
        if (hasEmptyTime)
            await EmptyTimes.PutBackAsync(session, collection, batch, what, cancellationToken);
    }

    private static void Check(BsonDocument answer, BsonArray batch, string shown)
    {
        if (answer.GetValue("writeErrors", BsonNull.Value) is BsonArray { Count: > 0 } errors && errors[0] is BsonDocument error)
        {
            int index = error.GetValue("index", -1) is { IsNumeric: true } number ? number.ToInt32() : -1;
            string id = index >= 0 && index < batch.Count ? IdOf(batch[index]) : "";
            throw new BackupException(
                ErrorCode.RestoreFailed,
                $"The server did not take a document of the collection '{shown}'{id}: {error.GetValue("errmsg", "it did not say why").ToString()?.TrimEnd('.')} (error {error.GetValue("code", 0)}).",
                "", shown);
        }

        if (answer.GetValue("writeConcernError", BsonNull.Value) is BsonDocument concern)
        {
            throw new BackupException(
                ErrorCode.RestoreFailed, $"The servers did not keep documents of the collection '{shown}': {concern.GetValue("errmsg", "they did not say why").ToString()?.TrimEnd('.')}.", "", shown);
        }

        long taken = answer.GetValue("n", BsonNull.Value) is { IsNumeric: true } n ? n.ToInt64() : -1;
        if (taken != batch.Count)
        {
            throw new BackupException(
                ErrorCode.RestoreFailed,
                string.Create(CultureInfo.InvariantCulture, $"Of {batch.Count:N0} documents of the collection '{shown}' the server took {taken:N0}, and did not say why."), "", shown);
        }
    }

    private static string IdOf(BsonValue document)
    {
        try
        {
            string id = document.AsBsonDocument.GetValue("_id", BsonNull.Value).ToString() ?? "";
            return id.Length is 0 or > 200 ? "" : $" (_id {id})";
        }
        catch (Exception e) when (MongoErrors.IsDriver(e))
        {
            return "";
        }
    }
}
