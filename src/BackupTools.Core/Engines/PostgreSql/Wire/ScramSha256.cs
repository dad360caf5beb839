using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>The client's side of SCRAM-SHA-256 (RFC 5802, 7677), with or without channel binding.</summary>
/// <param name="password">The password.</param>
/// <param name="bindingFlag">The GS2 header: <c>n,,</c>, <c>y,,</c> or <c>p=tls-server-end-point,,</c>.</param>
/// <param name="bindingData">The hash of the server's certificate; empty without channel binding.</param>
/// <param name="nonce">The client's random text.</param>
internal sealed class ScramSha256(string password, string bindingFlag, byte[] bindingData, string nonce)
{
    private const int HashLength = 32;

    /// <summary>PostgreSQL's own choice.</summary>
    private const int UsualIterations = 4096;

    private byte[] _serverSignature = [];

    private string FirstBare => $"n=,r={nonce}";

    /// <summary>Text that nobody can guess.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    /// <summary>
    /// What a server keeps of a password: given to it in the password's place, it takes it as it stands, and the password is in no
    /// statement and no log.
    /// </summary>
    public static string Verifier(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(SaslPrep.Prepare(password)), salt, UsualIterations, HashAlgorithmName.SHA256, HashLength);
        string stored = Convert.ToBase64String(SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)));
        string server = Convert.ToBase64String(HMACSHA256.HashData(salted, "Server Key"u8));
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${UsualIterations}:{Convert.ToBase64String(salt)}${stored}:{server}");
    }

    /// <summary>The first message; the user is the one of the startup message, whatever stands here.</summary>
    public byte[] First() => Encoding.UTF8.GetBytes(bindingFlag + FirstBare);

    /// <summary>The answer to the server's first message.</summary>
    /// <exception cref="CryptographicException">Where that makes no sense.</exception>
    /// <exception cref="Connections.LoginLimitException">Where it asks for too much work.</exception>
    public byte[] Final(string serverFirst)
    {
        string[] fields = serverFirst.Split(',');
        string serverNonce = Field(fields, 0, "r=");
        byte[] salt = FromBase64(Field(fields, 1, "s="));
        if (!serverNonce.StartsWith(nonce, StringComparison.Ordinal) || serverNonce.Length == nonce.Length)
            throw new CryptographicException("the server did not repeat the client's nonce");
        if (!int.TryParse(Field(fields, 2, "i="), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) || iterations < 1)
            throw new CryptographicException("the server's count of iterations makes no sense");

        LoginBudget.CheckIterations(iterations);
        string binding = Convert.ToBase64String([.. Encoding.ASCII.GetBytes(bindingFlag), .. bindingData]);
        string withoutProof = $"c={binding},r={serverNonce}";
        byte[] signed = Encoding.UTF8.GetBytes($"{FirstBare},{serverFirst},{withoutProof}");
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(SaslPrep.Prepare(password)), salt, iterations, HashAlgorithmName.SHA256, HashLength);
        byte[] proof = HMACSHA256.HashData(salted, "Client Key"u8);
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(proof), signed);
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= signature[i];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), signed);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>Checks that the server knows the password too.</summary>
    /// <exception cref="CryptographicException">Where it does not.</exception>
    public void Verify(string serverFinal)
    {
        byte[] signature = FromBase64(Field(serverFinal.Split(','), 0, "v="));
        if (_serverSignature.Length == 0 || !CryptographicOperations.FixedTimeEquals(signature, _serverSignature))
            throw new CryptographicException("the server does not know the password itself, so it is not the right one");
    }

    private static string Field(string[] fields, int index, string prefix) =>
        index < fields.Length && fields[index].StartsWith(prefix, StringComparison.Ordinal)
            ? fields[index][prefix.Length..]
            : throw new CryptographicException("the server's SCRAM message makes no sense");

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new CryptographicException("the server's SCRAM message makes no sense", e);
        }
    }
}
