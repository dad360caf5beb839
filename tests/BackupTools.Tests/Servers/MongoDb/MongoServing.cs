using System.Globalization;
using System.Text.Json;
using BackupTools.Tests.Fakes;
using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb;

/// <summary>Serves the cmdlet tests, as a process of its own: see <c>Get-LiveMongo</c> of <c>tests/Pester/TestSetup.psm1</c>.</summary>
public sealed class MongoServing
{
    private const int Customers = 500;
    private const string PutPrefix = "put-";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Starts the server, writes down in its folder how it is reached, and ends with the process whose number stands there. Meanwhile it carries out
    /// what the tests put into the folder: commands of the server, as no client of it is installed.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task Serve()
    {
        string folder = ChildProcess.Folder;
        int parent = int.Parse(await File.ReadAllTextAsync(folder + "/parent", Token), CultureInfo.InvariantCulture);
        object[] servers = [];
        if (MongoDbServer.IsInstalled)
        {
            MongoDbServer server = await MongoDbServer.GetAsync();
            await FillAsync(server.Client.GetDatabase("shop"));
            servers = [new { Name = "MongoDB", Address = $"{server.Host}:{server.Port}", server.UserName, server.Password, server.IsReal, Folder = folder }];
        }

        await File.WriteAllTextAsync(folder + "/partial", JsonSerializer.Serialize(servers), Token);
        File.Move(folder + "/partial", folder + "/servers.json");
        for (int turn = 0; turn % 10 != 0 || await ProcessRunner.IsAliveAsync(parent); turn++)
        {
            foreach (string file in Directory.GetFiles(folder, PutPrefix + "*.json"))
                await CarryOutAsync(file);
            await Task.Delay(100, Token);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task FillAsync(IMongoDatabase shop)
    {
        await shop.GetCollection<BsonDocument>("customer").InsertManyAsync(
            Enumerable.Range(1, Customers).Select(i => new BsonDocument { { "_id", i }, { "name", $"customer {i}" }, { "mail", $"c{i}@example.com" } }), cancellationToken: Token);
        await shop.GetCollection<BsonDocument>("order").InsertManyAsync(
            Enumerable.Range(1, Customers).Select(i => new BsonDocument { { "_id", new ObjectId(i.ToString("x24", CultureInfo.InvariantCulture)) }, { "customer", i }, { "note", new string('n', 200) } }),
            cancellationToken: Token);
        await shop.RunCommandAsync<BsonDocument>(
            """{ createIndexes: "customer", indexes: [{ key: { mail: 1 }, name: "by_mail", unique: true }] }""", cancellationToken: Token);
        await shop.RunCommandAsync<BsonDocument>(
            """{ create: "busy", viewOn: "order", pipeline: [{ $match: { customer: { $gt: 490 } } }] }""", cancellationToken: Token);
    }

    /// <summary>Carries out the command of a file, and puts the answer or what the server said against it beside it.</summary>
    private static async Task CarryOutAsync(string file)
    {
        BsonDocument put = BsonDocument.Parse(await File.ReadAllTextAsync(file, Token));
        File.Delete(file);
        string answer;
        try
        {
            MongoDbServer server = await MongoDbServer.GetAsync();
            answer = (await server.ExecuteAsync(put["command"].AsBsonDocument, put["database"].AsString)).ToJson();
        }
        catch (MongoException e)
        {
            answer = new BsonDocument("failed", e.Message).ToJson();
        }

        await File.WriteAllTextAsync(file + ".partial", answer, Token);
        File.Move(file + ".partial", file + ".answer");
    }
}
