using System.Net;
using System.Security;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Configuration;

public sealed class ConnectionStoreTests : IDisposable
{
    private const string Planted = "Pl4nted";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private ConnectionStore Store => new(new ConfigurationFolder(_folder["home"]), BuiltIn.Components);

    private string Key => _folder["home/key"];

    private string Json => _folder["home/connections.json"];

    [Fact]
    public async Task A_registered_connection_comes_back_whole_by_its_name_in_any_case()
    {
        DbConnectionInfo given = BuiltIn.Components.ParseConnection($"postgresql://me:{Planted}@db1:5433/shop?sslmode=require") with { LockTimeout = TimeSpan.FromSeconds(7) };
        await Store.RegisterAsync("Shop.1", given, null, false, Stopping);
        DbConnectionInfo found = Store.Find("shop.1")!;
        Assert.Equal("Shop.1", found.Name);
        Assert.Equal("saved", found.PasswordSource);
        Assert.Equal(Planted, Text(found.GetPassword()));
        Assert.Equal((given.Display, given.LockTimeout, given.Options["sslmode"]), (found.Display, found.LockTimeout, found.Options["sslmode"]));
        Assert.Null(Store.Find("shop.2"));
    }

    [Fact]
    public async Task A_file_needs_no_key_and_a_password_may_have_any_character()
    {
        await Store.RegisterAsync("till", new DbConnectionInfo { Engine = "sqlite", Path = _folder["shop.db"] }, null, false, Stopping);
        Assert.False(File.Exists(Key));
        string odd = "a\ud800 \0ä漢";
        await Register("odd", odd);
        Assert.Equal(odd, Text(Store.Find("odd")!.GetPassword()));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
    }

    [Fact]
    public async Task A_planted_password_is_in_no_byte_of_any_file_and_in_no_text()
    {
        DbConnectionInfo registered = await Register("shop", Planted);
        byte[][] forms = [[.. Planted.Select(c => (byte)c)], System.Text.Encoding.Unicode.GetBytes(Planted), [.. Convert.ToBase64String([.. Planted.Select(c => (byte)c)])[..^2].Select(c => (byte)c)]];
        foreach (string file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
            Assert.All(forms, f => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(f) < 0, file));
        Assert.DoesNotContain(Planted, registered.ToString(), StringComparison.Ordinal);
        Assert.All(typeof(DbConnectionInfo).GetProperties(), p => Assert.DoesNotContain(Planted, $"{p.GetValue(registered)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_password_is_never_written_the_same_twice()
    {
        await Register("a", Planted);
        await Register("b", Planted);
        Assert.NotEqual(Value("a"), Value("b"));
    }

    [Fact]
    public async Task A_password_opens_under_no_other_name_and_not_when_it_was_altered()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "DPAPI does it there");
        await Register("shop", Planted);
        await Register("other", "x");
        Change(c => c["other"]!["password"] = c["shop"]!["password"]!.DeepClone());
        Assert.Equal(ErrorCode.SecretDamaged, Error("other").Code);
        Assert.Equal(Planted, Text(Store.Find("shop")!.GetPassword()));
        byte[] bytes = Convert.FromBase64String(Value("shop"));
        foreach (int at in new[] { 0, 12, bytes.Length - 1 })
        {
            byte[] altered = [.. bytes];
            altered[at] ^= 1;
            Change(c => c["shop"]!["password"]!["value"] = Convert.ToBase64String(altered));
            Assert.Equal(ErrorCode.SecretDamaged, Error("shop").Code);
        }

        foreach (string broken in new[] { "", "no base64!", "AAAA" })
        {
            Change(c => c["shop"]!["password"]!["value"] = broken);
            Assert.Equal(ErrorCode.SecretDamaged, Error("shop").Code);
        }
    }

    [Fact]
    public async Task Another_key_or_none_or_one_that_others_read_opens_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "DPAPI needs no key");
        await Register("shop", Planted);
        byte[] key = File.ReadAllBytes(Key);
        File.WriteAllBytes(Key, [.. Enumerable.Reverse(key)]);
        Assert.Equal(ErrorCode.SecretDamaged, Error("shop").Code);
        File.WriteAllBytes(Key, key[..31]);
        Assert.Equal(ErrorCode.ConfigurationInvalid, Error("shop").Code);
        File.WriteAllBytes(Key, [.. key, 0]);
        Assert.Equal(ErrorCode.ConfigurationInvalid, Error("shop").Code);
        File.WriteAllBytes(Key, key);
        foreach (UnixFileMode loose in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.GroupWrite })
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Key, UnixFileMode.UserRead | loose);
            Assert.Equal(ErrorCode.SecretKeyExposed, Error("shop").Code);
            Assert.Equal(ErrorCode.SecretKeyExposed, (await Assert.ThrowsAsync<BackupException>(() => Register("new", "x"))).Code);
        }

        File.Delete(Key);
        Assert.Equal(ErrorCode.SecretUnavailable, Error("shop").Code);
        Assert.Equal("shop", Assert.Single(Store.GetNames()));
    }

    [Fact]
    public async Task Many_who_make_the_key_at_once_make_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Register($"c{i}", $"p{i}"), Stopping)));
        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal($"p{i}", Text(Store.Find($"c{i}")!.GetPassword())));
        Assert.Empty(Directory.GetFiles(_folder["home"], ".*"));
    }

    [Fact]
    public async Task A_reference_is_looked_up_when_it_is_needed()
    {
        const string Variable = "BACKUPTOOLS_TEST_PASSWORD_OF_THE_STORE";
        await Store.RegisterAsync("shop", Server(null), SecretReference.Parse("env:" + Variable, "It"), false, Stopping);
        DbConnectionInfo found = Store.Find("shop")!;
        Assert.Equal("env:" + Variable, found.PasswordSource);
        Assert.Equal(ErrorCode.SecretUnavailable, Assert.Throws<BackupException>(() => found.GetPassword()).Code);
        Environment.SetEnvironmentVariable(Variable, Planted);
        Assert.Equal(Planted, Text(found.GetPassword()));
        await Store.RegisterAsync("copy", found, null, false, Stopping);
        Assert.Equal("env:" + Variable, Store.Find("copy")!.PasswordSource);
        Environment.SetEnvironmentVariable(Variable, null);
    }

    [Fact]
    public async Task A_vault_is_asked_by_whoever_runs_it()
    {
        await Store.RegisterAsync("shop", Server(null), SecretReference.Parse("secret:prod/db/shop", "It"), false, Stopping);
        DbConnectionInfo found = Store.Find("shop")!;
        Assert.Equal(ErrorCode.SecretUnavailable, Assert.Throws<BackupException>(() => found.GetPassword()).Code);
        await Task.Run(
            () =>
            {
                SecretVaults.Begin(new Vaults());
                Assert.Equal("prod:db/shop", Text(found.GetPassword()));
            },
            Stopping);
    }

    [Fact]
    public async Task A_name_is_replaced_only_where_that_is_said()
    {
        await Register("shop", "1");
        Assert.Equal(ErrorCode.ConnectionRegistered, (await Assert.ThrowsAsync<BackupException>(() => Register("SHOP", "2"))).Code);
        await Store.RegisterAsync("SHOP", Server("2"), null, true, Stopping);
        Assert.Equal("SHOP", Assert.Single(Store.GetNames()));
        Assert.Equal("2", Text(Store.Find("shop")!.GetPassword()));
        Assert.True(await Store.UnregisterAsync("shop", Stopping));
        Assert.Equal(ErrorCode.ConnectionNotRegistered, (await Assert.ThrowsAsync<BackupException>(() => Store.UnregisterAsync("shop", Stopping))).Code);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("shop-1.de_DE")]
    [InlineData("1")]
    [InlineData("café")]
    public void What_can_be_a_name(string name) => Assert.True(ConnectionName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-x")]
    [InlineData("a/b")]
    [InlineData(@"a\b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\n")]
    [InlineData("a'b")]
    [InlineData("postgresql://x")]
    [InlineData("C:")]
    [InlineData("shop.db")]
    [InlineData("shop.SQLite3")]
    [InlineData("a*")]
    [InlineData("x.")]
    [InlineData("e\u0301")]
    [InlineData("a\u202eb")]
    public async Task What_cannot_be_a_name_is_refused(string name)
    {
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<BackupException>(() => Register(name, "x"))).Code);
        Assert.False(Directory.Exists(_folder["home"]));
    }

    [Fact]
    public void A_name_may_have_so_many_letters_and_no_more()
    {
        Assert.True(ConnectionName.IsValid(new string('a', ConnectionName.MaxLength)));
        Assert.False(ConnectionName.IsValid(new string('a', ConnectionName.MaxLength + 1)));
    }

    [Theory]
    [InlineData("""{ "engine": "oracle" }""")]
    [InlineData("""{ "engine": "sqlite", "path": "relative.db" }""")]
    [InlineData("""{ "engine": "sqlite", "path": "/x.db", "host": "db1" }""")]
    [InlineData("""{ "engine": "postgresql", "port": 70000 }""")]
    [InlineData("""{ "engine": "postgresql", "port": "x" }""")]
    [InlineData("""{ "engine": "postgresql", "options": { "sslmode": null } }""")]
    [InlineData("""{ "engine": "postgresql", "lockTimeout": "-1:00:00" }""")]
    [InlineData("""{ "engine": "postgresql", "password": { "value": "x" } }""")]
    [InlineData("""{ "engine": "postgresql", "password": { "protection": "reference", "value": "Pl4nted" } }""")]
    [InlineData("""{ "host": "db1" }""")]
    [InlineData("7")]
    [InlineData("null")]
    public async Task An_entry_that_cannot_be_used_is_an_error_and_the_others_are_listed(string entry)
    {
        await Register("shop", "x");
        Change(c => c["odd"] = JsonNode.Parse(entry));
        List<BackupException> failures = [];
        Assert.Equal("shop", Assert.Single(Store.Find("*", failures.Add)).Name);
        Assert.DoesNotContain(Planted, Assert.Single(failures).ToString(), StringComparison.Ordinal);
        await Register("more", "x");
        Assert.Equal(["more", "odd", "shop"], Store.GetNames());
        Assert.True(await Store.UnregisterAsync("odd", Stopping));
    }

    [Fact]
    public async Task What_came_back_without_its_password_gets_it_only_for_the_same_place()
    {
        DbConnectionInfo bare = (await Register("shop", Planted)).WithPassword(null);
        Assert.Equal(Planted, Text(Store.WithRegisteredPassword(bare with { Database = "other" }).GetPassword()));
        Assert.Null(Store.WithRegisteredPassword(bare with { Host = "evil" }).PasswordSource);
        Assert.Null(Store.WithRegisteredPassword(bare with { Port = 1 }).PasswordSource);
        Assert.Null(Store.WithRegisteredPassword(bare with { UserName = "you" }).PasswordSource);
        Assert.Null(Store.WithRegisteredPassword(bare with { Options = new Dictionary<string, string> { ["sslmode"] = "disable" } }).PasswordSource);
        Assert.Null(Store.WithRegisteredPassword(bare with { Name = "nobody" }).PasswordSource);
    }

    public void Dispose() => _folder.Dispose();

    private static DbConnectionInfo Server(string? password) => new DbConnectionInfo { Engine = "postgresql", Host = "db1", UserName = "me", Database = "shop" }
        .WithPassword(password is null ? null : SecureText.Of(password));

    private static string Text(SecureString? password)
    {
        byte[] bytes = SecureText.ToBytes(password!);
        return new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(bytes));
    }

    private Task<DbConnectionInfo> Register(string name, string password) => Store.RegisterAsync(name, Server(password), null, false, Stopping);

    private BackupException Error(string name)
    {
        BackupException error = Assert.Throws<BackupException>(() => Store.Find(name)!.GetPassword());
        Assert.DoesNotContain(Planted, error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private string Value(string name) => (string)JsonNode.Parse(File.ReadAllText(Json))!["connections"]![name]!["password"]!["value"]!;

    private void Change(Action<JsonNode> change)
    {
        JsonNode document = JsonNode.Parse(File.ReadAllText(Json))!;
        change(document["connections"]!);
        File.WriteAllText(Json, document.ToJsonString());
    }

    private sealed class Vaults : ISecretVaults
    {
        public SecureString GetSecret(string? vault, string name) => new NetworkCredential("", $"{vault}:{name}").SecurePassword;
    }
}
