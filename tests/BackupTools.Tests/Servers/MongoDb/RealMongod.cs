using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb;

/// <summary>A mongod that the machine has: a replica set of one member, which asks for a login.</summary>
internal static class RealMongod
{
    private const string Launch = "echo $$ >\"$0/process\"; exec \"$@\" >\"$0/log\" 2>&1 </dev/null";

    /// <summary>What <c>BACKUPTOOLS_MONGOD</c> names; null where it names nothing.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("BACKUPTOOLS_MONGOD") is { Length: > 0 } program ? program : null;

    /// <summary>Starts it with a user who may do everything, and returns its port.</summary>
    public static async Task<int> StartAsync(string user, string password)
    {
        string folder = $"/tmp/backuptools-mongod-{Guid.NewGuid().ToString("n")[..8]}";
        string data = Directory.CreateDirectory(folder + "/1/data").FullName;
        ServerGuard.Start(folder, "process", "KILL");
        string key = folder + "/1/key";
        await File.WriteAllTextAsync(key, MongoDbServer.NewPassword().Replace("/", "", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead);
        int port = LoopbackPort.FindFree();
        Process process = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", Launch, folder + "/1", Program!, "--dbpath", data, "--port", $"{port}", "--bind_ip", "127.0.0.1", "--replSet", "tests",
            "--keyFile", key, "--nounixsocket",
        ]))!;
        if (!await LoopbackPort.WaitAsync(port, process))
            throw new InvalidOperationException($"{Program} did not start: {await File.ReadAllTextAsync(folder + "/1/log")}");

        // Whoever comes from the machine itself may do this much before there is a user.
        IMongoDatabase admin = new MongoClient($"mongodb://127.0.0.1:{port}/?directConnection=true").GetDatabase("admin");
        await admin.RunCommandAsync<BsonDocument>(new BsonDocument("replSetInitiate", new BsonDocument
        {
            { "_id", "tests" }, { "members", new BsonArray { new BsonDocument { { "_id", 0 }, { "host", $"127.0.0.1:{port}" } } } },
        }));
        await Fakes.Patience.UntilAsync(
            "The only member is the primary.",
            async () => (await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1)))["isWritablePrimary"].AsBoolean);
        await admin.RunCommandAsync<BsonDocument>(new BsonDocument { { "createUser", user }, { "pwd", password }, { "roles", new BsonArray { "root" } } });
        return port;
    }
}
