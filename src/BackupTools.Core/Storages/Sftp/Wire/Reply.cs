namespace BackupTools.Storages.Sftp.Wire;

/// <summary>An answer of the server: its kind, and what follows its number.</summary>
internal readonly record struct Reply(byte Type, byte[] Content)
{
    private const int NumberBytes = 4;

    public PacketReader Read() => new(Content.AsSpan(NumberBytes));

    /// <summary>What follows the number where it is of the kind; a status that is no success is thrown.</summary>
    public PacketReader Expect(byte type)
    {
        PacketReader reader = Read();
        if (Type == type && type != PacketType.Status)
            return reader;
        if (Type != PacketType.Status)
            throw new SftpProtocolException($"an answer of the kind {Type} came where one of the kind {type} was due");

        var status = (SftpStatus)reader.Int();
        if (status == SftpStatus.Ok && type == PacketType.Status)
            return reader;
        // Version 3 always has words, and there are servers that leave them out.
        throw new SftpStatusException(status, reader.IsAtEnd ? "" : reader.Text());
    }
}
