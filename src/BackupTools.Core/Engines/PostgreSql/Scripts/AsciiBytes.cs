namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>Kinds of bytes, as the server's scanner knows them.</summary>
internal static class AsciiBytes
{
    /// <summary>True for what names and keywords are made of, digits among it.</summary>
    public static bool IsOfWord(byte b) => IsDigit(b) || b == '_' || b > 127 || (b | 0x20) is >= 'a' and <= 'z';

    /// <summary>True for a digit.</summary>
    public static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';
}
