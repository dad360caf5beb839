using System.Globalization;
using System.Text.Json;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>Serves the cmdlet tests, as a process of its own: see <c>Get-LiveMySql</c> of <c>tests/Pester/TestSetup.psm1</c>.</summary>
public sealed class MySqlServing
{
    private const string Shop = """
        CREATE TABLE customer (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50), UNIQUE KEY by_name (name));
        CREATE TABLE `order` (id int PRIMARY KEY, customer int, note text, CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customer (id));
        INSERT INTO customer (name) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT CONCAT('customer ', i) FROM n;
        INSERT INTO `order` SELECT id, id, REPEAT(CONCAT('note ''', id, '\\ '), 20) FROM customer;
        CREATE TRIGGER naming BEFORE INSERT ON customer FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '!');
        CREATE VIEW busy AS SELECT c.name FROM customer c JOIN `order` o ON o.customer = c.id;
        CREATE PROCEDURE hello() SELECT 'hello';
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts what is installed, writes down in its folder how it is reached, and ends with the process whose number stands there.</summary>
    [Fact(Explicit = true)]
    public async Task Serve()
    {
        string folder = ChildProcess.Folder;
        int parent = int.Parse(await File.ReadAllTextAsync(folder + "/parent", Token), CultureInfo.InvariantCulture);
        MySqlVersion[] installed = [.. ((MySqlVersion[])[MySqlVersion.MySql97, MySqlVersion.MariaDb118]).Where(v => MySqlInstallation.Find(v, out _) is not null)];
        MySqlServer[] servers = await Task.WhenAll(installed.Select(v => MySqlServer.GetAsync(v, "pester")));
        foreach (MySqlServer server in servers)
        {
            await server.ExecuteAsync(null, "CREATE DATABASE shop CHARACTER SET utf8mb4");
            await server.LoadAsync("shop", Shop);
            await File.WriteAllBytesAsync($"{folder}/{server.Version}.sql", await server.DumpBytesAsync("shop"), Token);
        }

        string text = JsonSerializer.Serialize(servers.Select(s => new
        {
            Name = s.Version.Title(), Address = $"{s.Host}:{s.Port}", s.UserName, s.Password, Dump = $"{folder}/{s.Version}.sql",
            Client = (string[])[s.Client("").FileName, .. s.Client("").ArgumentList],
        }));
        await File.WriteAllTextAsync(folder + "/partial", text, Token);
        File.Move(folder + "/partial", folder + "/servers.json");
        while (await ProcessRunner.IsAliveAsync(parent))
            await Task.Delay(1000, Token);
        Directory.Delete(folder, recursive: true);
    }
}
