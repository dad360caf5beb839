namespace BackupTools.Configuration.Secrets;

/// <summary>A secret as a file has it.</summary>
/// <param name="Protection">What protects it: <c>aes-256-gcm</c>, <c>dpapi</c>, or <c>reference</c> where it is elsewhere.</param>
/// <param name="Value">The protected bytes in base64, or the reference.</param>
internal sealed record SavedSecret(string Protection, string Value);
