using System.Security.Cryptography;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Encryption;
using BackupTools.Encryption.Services;
using BackupTools.Jobs;
using BackupTools.Tests.Encryption.Services;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Servers.MySql;
using BackupTools.Tests.Servers.WebDav;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.EndToEnd.Secrets;

/// <summary>
/// A life of backups with a secret in every place that has one, which writes down all that a person, a log or a program could get to see. It is
/// for a process of its own, whose home and temporary folder it puts below <c>left</c>.
/// </summary>
internal sealed class PlantedRun(string folder)
{
    private const string Row = "planted-row-3Xv", Phrase = "planted-phrase-7Kq é", Hmac = "planted-hmac-9Zw", KeyPhrase = "planted-key-phrase-2Bn", Wrong = "planted-wrong-5Tg";

    private readonly ListedLog _log = new();
    private readonly SeenObjects _seen = new();
    private readonly Dictionary<string, string> _secrets = new()
    {
        ["the row"] = Row, ["the passphrase"] = Phrase, ["the shared secret"] = Hmac, ["the passphrase of the key"] = KeyPhrase, ["the wrong one"] = Wrong,
        ["the token of Vault"] = KeyServiceStub.Token, ["the password of WebDAV"] = DavServing.Password,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ConfigurationFolder Home => new(Path.Combine(folder, "left", "home"));

    private JobRecording Recording => new() { History = new HistoryFile(Home), OnProblem = See };

    /// <summary>Runs, and leaves the secrets beside what is to be searched.</summary>
    public async Task RunAsync()
    {
        WorkLog.Begin(_log);
        MySqlServer mysql = await MySqlServer.GetAsync(MySqlVersion.MySql97);
        _secrets["the password of the server"] = mysql.Password;
        _secrets["the key of S3"] = (await MotoServer.GetAsync()).Keys["writer"][1];
        _secrets["the key of Azure"] = (await AzuriteServer.GetAsync()).Key;
        foreach ((string name, string left) in new[] { ("HOME", "home"), ("XDG_CONFIG_HOME", "home"), (ConfigurationFolder.Variable, "home"), ("TMPDIR", "tmp") })
            Environment.SetEnvironmentVariable(name, Path.Combine(folder, "left", left)); // The servers, which have folders of their own, run already.
        string database = await mysql.CreateDatabaseAsync("planted");
        await mysql.ExecuteAsync(database, $"CREATE TABLE note (id INTEGER PRIMARY KEY, text VARCHAR(50)); INSERT INTO note VALUES (1, '{Row}')");
        DbConnectionInfo connection = mysql.Connection(database);

        KeyStore store = new(Home);
        See(store.Create("ops", 2048, SecureText.Of(KeyPhrase)));
        await See(() => Task.FromResult(store.OpenPrivate("ops", SecureText.Of(Wrong))));
        foreach (bool isLocked in new[] { true, false })
            See(await KeyExportJob.RunAsync(store, store.Get("ops"), Path.Combine(folder, "left", $"{isLocked}.txt"), isLocked ? SecureText.Of(Phrase) : null, SecureText.Of(KeyPhrase), true, Token));
        KeyServiceStub vault = new();
        TransitKey transit = TransitKey.TryParse("backups", new ServiceHttp(vault, TimeSpan.FromMilliseconds(1)), n => n == "VAULT_ADDR" ? "https://vault.example.com" : KeyServiceStub.Token)!;

        ArchiveProtection protection = new KeyChoice(store).ToProtection(["ops"], SecureText.Of(Phrase), "ops", SecureText.Of(KeyPhrase), SecureText.Of(Hmac));
        protection = protection with { Recipients = [.. protection.Recipients, transit] };
        ArchiveKeys byPhrase = new KeyChoice(store).ToKeys([], SecureText.Of(Phrase), [], SecureText.Of(Hmac), requireSignature: true);
        ArchiveKeys byKey = new KeyChoice(store).ToKeys(["ops"], SecureText.Of(KeyPhrase), ["ops"], null, requireSignature: true);
        ArchiveKeys byVault = new() { Openers = [transit] };
        ArchiveKeys byNone = new KeyChoice(store).ToKeys([], SecureText.Of(Wrong), [], SecureText.Of(Wrong), requireSignature: true);

        string copies = Path.Combine(folder, "left", "copies");
        foreach (string kind in PlacesForTests.Kinds)
        {
            IBackupStorage storage = await PlacesForTests.OpenAsync(kind, Path.Combine(folder, "left", kind));
            See(storage);
            await See(() => BackupCatalog.ListAsync(BuiltIn.Components, BuiltIn.Components.OpenStorage(storage.Info.WithSecret(SecureText.Of(Wrong))), new BackupFilter(), See, Token));
            BackupJobResult made = await BackupJob.RunAsync(
                BuiltIn.Components, new BackupJobOptions { Connection = connection, Storages = [storage], Protection = protection, Recording = Recording }, Token);
            See(made);
            Assert.Empty(made.Failures);
            BackupInfo backup = Assert.Single(await BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), See, Token));
            See(backup);
            ArchiveLocation archive = new(storage, backup.Name);
            foreach (VerifyLevel level in Enum.GetValues<VerifyLevel>())
            {
                VerifyResult tested = await TestAsync(archive with { Keys = level == VerifyLevel.Full ? byVault : byPhrase }, level, connection);
                Assert.True(tested.Passed, string.Join(' ', tested.Findings));
                See(tested);
            }

            VerifyResult unsigned = await TestAsync(archive with { Keys = byNone }, VerifyLevel.Quick, connection);
            Assert.False(unsigned.Passed);
            See(unsigned);
            await See(() => TestAsync(archive with { Keys = byNone with { RequireSignature = false, Signers = [] } }, VerifyLevel.Quick, connection));
            vault.Instead = _ => KeyServiceStub.Answer(403, "{\"errors\":[\"denied: " + KeyServiceStub.Token + "\"]}");
            await See(() => TestAsync(archive with { Keys = byVault }, VerifyLevel.Quick, connection));
            vault.Instead = _ => null;
            string target = $"p_{Guid.NewGuid():n}"[..20];
            See(await RestoreJob.RunAsync(
                BuiltIn.Components, new RestoreJobOptions { Archive = archive with { Keys = byKey }, Target = connection with { Database = target }, Verify = true, Recording = Recording }, Token));
            await See(() => RestoreJob.RunAsync(
                BuiltIn.Components, new RestoreJobOptions { Archive = archive with { Keys = byNone }, Target = connection with { Database = target }, Recording = Recording }, Token));
            See(await ExportJob.RunAsync(
                BuiltIn.Components, new ExportJobOptions { Archive = archive with { Keys = byPhrase }, Destination = Path.Combine(folder, "plain", kind + ".sql"), Recording = Recording }, Token));
            IBackupStorage second = BuiltIn.Components.OpenStorage(Path.Combine(copies, kind));
            See(await CopyJob.RunAsync(BuiltIn.Components, archive, second, null, Token, Recording));
            See(await CopyJob.RunAsync(
                BuiltIn.Components, archive with { Keys = byKey }, BuiltIn.Components.OpenStorage(Path.Combine(copies, kind + "-anew")), null, Token, Recording,
                new() { Recipients = [new Passphrase(SecureText.Of(Phrase))], Signers = [new SharedSecret(SecureText.Of(Hmac))] }));
            See(await SyncPlan.MakeAsync(BuiltIn.Components, storage, second, new BackupFilter(), Token));
            using RSA third = RSA.Create(2048);
            using (KeyUpdateJob update = await KeyUpdateJob.OpenAsync(new(second, backup.Name) { Keys = byPhrase }, [new RsaRecipient(third, "third")], Token))
                See(await update.AddAsync(Token));
            await KeepAsync(storage, Path.Combine(folder, "left", "stored", kind));
            await RemoveJob.RunAsync(BuiltIn.Components, [(archive, backup)], See, Token, Recording);
        }

        await SeeServersAsync(connection);
        See(Recording.History.Read(new HistoryFilter(), Token));
        await File.WriteAllTextAsync(Path.Combine(folder, "left", "seen.txt"), _seen.ToString(), Token);
        await File.WriteAllLinesAsync(Path.Combine(folder, "left", "log.txt"), _log.Lines, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "secrets.json"), System.Text.Json.JsonSerializer.Serialize(_secrets), Token);
    }
    /// <summary>What a server that refuses, one that is not there, and the management of users say.</summary>
    private async Task SeeServersAsync(DbConnectionInfo connection)
    {
        DbConnectionInfo wrong = connection.WithPassword(SecureText.Of(Wrong));
        foreach (DbConnectionInfo tried in new[] { wrong, wrong with { Port = 1 }, wrong with { Engine = "postgresql", Port = 1 } })
        {
            See(tried);
            await See(() => BackupJob.RunAsync(
                BuiltIn.Components, new BackupJobOptions { Connection = tried, Storages = [BuiltIn.Components.OpenStorage(Path.Combine(folder, "left", "none"))], Recording = Recording }, Token));
            await See(() => BuiltIn.Components.GetEngine(tried.Engine).GetTablesAsync(tried, false, Token));
        }

        ConnectionStore store = new(Home, BuiltIn.Components);
        See(await store.RegisterAsync("shop", connection, null, false, Token));
        UserRequest request = new UserCreation("planted", new() { Password = SecureText.Of(Phrase) });
        UserPlan plan = await UserJob.PlanAsync(BuiltIn.Components, connection, request, Token);
        See(plan);
        See(await UserJob.RunAsync(BuiltIn.Components, connection, plan, Token));
        await See(() => UserJob.RunAsync(BuiltIn.Components, connection, plan, Token)); // There is one now.
    }

    private static Task<VerifyResult> TestAsync(ArchiveLocation archive, VerifyLevel level, DbConnectionInfo connection) => VerifyJob.RunAsync(
        BuiltIn.Components, new VerifyJobOptions { Archive = archive, Level = level, Connection = level == VerifyLevel.Restore ? connection : null }, Token);

    /// <summary>Brings all that a storage has to where it is searched.</summary>
    private static async Task KeepAsync(IBackupStorage storage, string there)
    {
        Directory.CreateDirectory(there);
        await foreach (StorageItem item in storage.ListAsync("", Token))
        {
            await using IStorageReader reader = await storage.OpenReadAsync(item.Name, Token);
            byte[] bytes = new byte[reader.Length];
            await reader.ReadExactlyAsync(0, bytes, Token);
            await File.WriteAllBytesAsync(Path.Combine(there, item.Name), bytes, Token);
        }
    }

    private void See(object? emitted) => _seen.Add(emitted);

    /// <summary>Sees how something fails: it must.</summary>
    private async Task See<T>(Func<Task<T>> fails) => See(await Assert.ThrowsAsync<BackupException>(async () => await fails()));
}
