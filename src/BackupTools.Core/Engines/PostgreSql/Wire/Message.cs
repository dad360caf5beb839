namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>A message of the server; its bytes are there until the next one is read.</summary>
/// <param name="Type">The letter of its type.</param>
/// <param name="Body">What follows its length.</param>
internal readonly record struct Message(byte Type, ReadOnlyMemory<byte> Body);
