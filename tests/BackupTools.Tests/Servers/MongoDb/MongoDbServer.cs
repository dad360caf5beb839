using System.Globalization;
using System.Security.Cryptography;
using BackupTools.Tests.Servers.MongoDb.Gateway;
using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb;

/// <summary>
/// A throw-away server of MongoDB that the whole test process shares. It is the engine documentdb behind a gateway of the tests' own, which is no member
/// of a replica set and refuses what the engine cannot do; or, where <c>BACKUPTOOLS_MONGOD</c> names one, a real mongod with a replica set of one.
/// </summary>
internal sealed class MongoDbServer
{
    private static readonly Lazy<Task<MongoDbServer>> Shared = new(StartAsync);

    private readonly MongoGateway? _gateway;
    private int _databases;

    private MongoDbServer(int port, string userName, string password, MongoGateway? gateway)
    {
        Port = port;
        UserName = userName;
        Password = password;
        _gateway = gateway;
        Client = new MongoClient(Connection());
    }

    /// <summary>True where tests of MongoDB are not skipped.</summary>
    public static bool IsInstalled => RealMongod.Program is not null || DocumentDbCluster.Find(out _) is not null;

    public string Host { get; } = "127.0.0.1";

    public int Port { get; }

    /// <summary>Who may do everything.</summary>
    public string UserName { get; }

    public string Password { get; }

    /// <summary>True for a mongod, false for the engine behind the gateway.</summary>
    public bool IsReal => _gateway is null;

    /// <summary>Who may do everything, by the driver.</summary>
    public MongoClient Client { get; }

    /// <summary>How many cursors are open behind the gateway.</summary>
    public int OpenCursors => _gateway!.OpenCursors;

    /// <summary>The server; the test is skipped where it is not installed.</summary>
    public static Task<MongoDbServer> GetAsync()
    {
        if (RealMongod.Program is null && DocumentDbCluster.Find(out string reason) is null)
            Assert.Skip(reason);
        return Shared.Value;
    }

    /// <summary>The address of the server, with a login.</summary>
    /// <param name="database">The database that is connected to; users are those of <c>admin</c> all the same.</param>
    /// <param name="user">Who logs in; who may do everything unless given.</param>
    /// <param name="password">That user's password.</param>
    /// <param name="options">More options of the address, e.g. <c>maxPoolSize=1</c>.</param>
    public string Connection(string? database = null, string? user = null, string? password = null, string options = "") =>
        $"mongodb://{Uri.EscapeDataString(user ?? UserName)}:{Uri.EscapeDataString(password ?? Password)}@{Host}:{Port.ToString(CultureInfo.InvariantCulture)}"
        + $"/{Uri.EscapeDataString(database ?? "")}?authSource=admin&directConnection=true{(options.Length > 0 ? "&" + options : "")}";

    /// <summary>A database that nobody else uses; like every database of MongoDB it is there as soon as something is in it.</summary>
    /// <param name="namePrefix">What its name begins with.</param>
    public Task<string> CreateDatabaseAsync(string? namePrefix = null) =>
        Task.FromResult($"{namePrefix ?? "test"}_{Interlocked.Increment(ref _databases)}");

    /// <summary>Makes a user of <c>admin</c> and returns its password.</summary>
    /// <param name="name">The user.</param>
    /// <param name="roles">The roles, of <c>admin</c> too; the engine has <c>readAnyDatabase</c>, and <c>readWriteAnyDatabase</c> with <c>clusterAdmin</c>.</param>
    public async Task<string> CreateUserAsync(string name, params string[] roles)
    {
        string password = NewPassword();
        await ExecuteAsync(new BsonDocument
        {
            { "createUser", name }, { "pwd", password }, { "roles", new BsonArray(roles.Select(r => new BsonDocument { { "role", r }, { "db", "admin" } })) },
        });
        return password;
    }

    /// <summary>Has the server carry out a command, and returns its answer.</summary>
    public Task<BsonDocument> ExecuteAsync(BsonDocument command, string database = "admin") =>
        Client.GetDatabase(database).RunCommandAsync<BsonDocument>(command);

    internal static string NewPassword() => "P1/" + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    private static async Task<MongoDbServer> StartAsync()
    {
        string password = NewPassword();
        if (RealMongod.Program is not null)
            return new MongoDbServer(await RealMongod.StartAsync("root", password), "root", password, null);
        PostgresServer cluster = await DocumentDbCluster.StartAsync("root", password);
        MongoGateway gateway = new(cluster.Host, cluster.Port, "postgres");
        return new MongoDbServer(gateway.Port, "root", password, gateway);
    }
}
