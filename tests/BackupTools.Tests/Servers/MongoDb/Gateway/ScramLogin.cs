using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>One login by SCRAM-SHA-256 (RFC 5802), whose secrets only the engine knows.</summary>
internal sealed class ScramLogin
{
    private readonly string _clientFirst;
    private readonly string _serverFirst;
    private readonly string _nonce;

    private ScramLogin(string user, string clientFirst, string serverFirst, string nonce) =>
        (User, _clientFirst, _serverFirst, _nonce) = (user, clientFirst, serverFirst, nonce);

    public string User { get; }

    /// <summary>What the server says first.</summary>
    public byte[] Challenge => Encoding.UTF8.GetBytes(_serverFirst);

    /// <summary>Begins with what the client says first.</summary>
    public static async Task<ScramLogin> BeginAsync(NpgsqlConnection connection, byte[] payload)
    {
        string text = Encoding.UTF8.GetString(payload);
        if (!text.StartsWith("n,,", StringComparison.Ordinal))
            throw Failure();
        string clientFirst = text[3..];
        Dictionary<char, string> parts = Parts(clientFirst);
        if (!parts.TryGetValue('n', out string? name) || !parts.TryGetValue('r', out string? nonce))
            throw Failure();
        string user = name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        BsonDocument secret = await AskAsync(connection, "scram_sha256_get_salt_and_iterations($1)", user);

        // Somebody who does not exist is told so no earlier than somebody with a wrong password.
        bool isKnown = secret["ok"].ToBoolean();
        string salt = isKnown ? secret["salt"].AsString : Convert.ToBase64String(RandomNumberGenerator.GetBytes(28));
        nonce += Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        return new ScramLogin(user, clientFirst, $"r={nonce},s={salt},i={(isKnown ? secret["iterations"].AsInt32 : 4096)}", nonce);
    }

    /// <summary>Ends with the client's proof; returns the server's own.</summary>
    public async Task<byte[]> EndAsync(NpgsqlConnection connection, byte[] payload)
    {
        string text = Encoding.UTF8.GetString(payload);
        Dictionary<char, string> parts = Parts(text);
        int proofAt = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0 || parts.GetValueOrDefault('r') != _nonce)
            throw Failure();
        BsonDocument answer = await AskAsync(
            connection, "authenticate_with_scram_sha256($1, $2, $3)", User, $"{_clientFirst},{_serverFirst},{text[..proofAt]}", text[(proofAt + 3)..]);
        return answer["ok"].ToBoolean() ? Encoding.UTF8.GetBytes($"v={answer["ServerSignature"].AsString}") : throw Failure();
    }

    public static CommandException Failure() => new(18, "Authentication failed.");

    private static async Task<BsonDocument> AskAsync(NpgsqlConnection connection, string call, params object?[] values)
    {
        object?[] row = await EngineCall.RowAsync(connection, $"SELECT documentdb_api_internal.{call}::bytea", values);
        return BsonSerializer.Deserialize<BsonDocument>((byte[])row[0]!);
    }

    private static Dictionary<char, string> Parts(string text) =>
        text.Split(',').Where(p => p.Length > 1 && p[1] == '=').DistinctBy(p => p[0]).ToDictionary(p => p[0], p => p[2..]);
}
