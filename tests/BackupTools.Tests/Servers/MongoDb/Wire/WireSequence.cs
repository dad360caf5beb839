namespace BackupTools.Tests.Servers.MongoDb.Wire;

/// <summary>Documents that a message carries beside its body, one after the other as they came: those of an insert, for one.</summary>
/// <param name="Name">The field of the command that they stand for, e.g. <c>documents</c>.</param>
/// <param name="Documents">Their bytes.</param>
internal sealed record WireSequence(string Name, byte[] Documents)
{
    /// <summary>Their bytes, one by one.</summary>
    public IEnumerable<byte[]> Split()
    {
        for (int at = 0; at < Documents.Length;)
        {
            int length = BitConverter.ToInt32(Documents, at);
            if (length < 5 || length > Documents.Length - at)
                throw new InvalidDataException($"A document of {length} bytes in a sequence of {Documents.Length}.");
            yield return Documents[at..(at + length)];
            at += length;
        }
    }
}
