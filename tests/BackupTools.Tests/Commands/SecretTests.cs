using System.Text.Json;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Tests.Commands;

/// <summary>What a user typed and nobody understood is not repeated with its password.</summary>
public sealed class SecretTests
{
    private const string Secret = "Pl4nted";

    /// <summary>Connections with a mistake, each with a secret in it.</summary>
    public static TheoryData<string> Connections =>
    [
        "Host=db1;Password=Pl4nted;Databaze=x", "Server=db1;Database=shop;User Id=me;Password=Pl4nted", "Data Source=tcp:db1,1433;Pwd=Pl4nted",
        "Host=db1;Password='Pl4nted;Pl4nted", "Host=db1;Username=me;Password=my Pl4nted;Pooling=maybe", "Host=db1;Pasword=Pl4nted",
        "jdbc:postgresql://db1/shop?user=me&password=Pl4nted&loglevel=2", "jdbc:mysql://db1/shop?user=me&password=Pl4nted",
        "mysql://me:Pl4nted%zz@db1/shop", "mysql://me:Pl4nted@db1:port/shop", "mysql://me:Pl4nted@[::1/shop", "mysql://me:a/Pl4nted@db1/shop", "mysql://me:a?Pl4nted@db1/shop",
        "mariadb://me:Pl4nted@db1/shop?ssl-mode=sometimes", "mysql://db1/shop?password=Pl4nted&Pl4nted", "mysql://me:Pl4nted@db1/shop?password=Pl4nted", "mysql://me:Pl4nted@db1/?login-path=x",
        "jdbc:mariadb://db1/shop?user=me&password=Pl4nted&nosuch=1", "Server=db1;Uid=me;Pwd=Pl4nted;Pooling=maybe", "Server=db1;Uid=me;Pwd='Pl4nted;x", "Server=db1,1433;Uid=me;Pwd=Pl4nted",
        "mysql://me:Pl4nted@db1/shop", "mysql://me:Pl4@Pl4nted@db1/shop", "mongodb+srv://me:Pl4nted@db1/?tls=true", "redis://:Pl4nted@db1",
        "postgresql://me:a@Pl4nted@db1/shop", "postgresql://me:a/Pl4nted@db1/shop", "postgresql://me:a?Pl4nted@db1/shop",
        "postgresql://me:Pl4nted%zz@db1/shop", "postgresql://me:Pl4nted@db1:port/shop", "postgresql://me:Pl4nted@[::1/shop",
        "postgresql://me:Pl4nted@db1/shop?sslmode=sometimes", "postgresql://me:Pl4nted@db1/shop?sslpassword=Pl4nted",
        "postgresql://db1/shop?password=Pl4nted&Pl4nted", "postgres://me:Pl4nted@db1:1,2/shop", "host=db1 password='Pl4nted", "host=db1 password=Pl4nted pasword=x",
        "host=db1 password=Pl4nted sslpassword=Pl4nted", "password=Pl4nted", "dbname=shop password = Pl4nted port=x", "sqlserver://sa:Pl4nted@db1:1433;databaseName=x",
        "https://db1/shop?sig=Pl4nted", "oracle://me:Pl4nted@db1:1521/x", "PGPASSWORD=Pl4nted host=db1 nosuch=1", "s3://AKIA:Pl4nted@bucket/x",
    ];

    /// <summary>Storages with a secret in them, which this version does not have.</summary>
    public static TheoryData<string> Storages =>
    [
        "s3://AKIA:Pl4nted@bucket/backups", "s3://key:a/Pl4nted@bucket", "https://account.blob.example/box?sv=2024&sig=Pl4nted%3D&se=1", "https://Pl4nted@host/path",
        "az://account:Pl4nted@box", "sftp://me:Pl4nted@host/backups", "webdavs://me:Pl4nted@host", "file://me:Pl4nted@host/backups", "file:///backups?token=Pl4nted",
        "gs://bucket?access_token=Pl4nted", "smb://me:Pl4nted@server/share", "DefaultEndpointsProtocol=https://x;AccountName=a;AccountKey=Pl4nted==;EndpointSuffix=x",
        "s3://bucket?X-Amz-Signature=Pl4nted&X-Amz-Security-Token=Pl4nted", "ftp://me:it's Pl4nted@host", "rclone://remote?pass=Pl4nted",
    ];

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task A_connection_that_is_not_understood_is_named_without_its_secret(string text)
    {
        try
        {
            DbConnectionInfo connection = BuiltIn.Components.ParseConnection(text);
            AssertNoSecret(connection.Display + JsonSerializer.Serialize(connection) + connection);
            ConnectionReport report = await BuiltIn.Components.GetEngine(connection.Engine).TestConnectionAsync(
                connection with { Host = "127.0.0.1", Port = 1 }, TestContext.Current.CancellationToken);
            AssertNoSecret(report.ToString());
            if (report.Error is not null)
                AssertNoSecret(report.Error);
        }
        catch (BackupException error)
        {
            AssertNoSecret(error);
        }
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void A_storage_that_is_not_understood_is_named_without_its_secret(string text) =>
        AssertNoSecret(Assert.Throws<BackupException>(() => BuiltIn.Components.OpenStorage(text)));

    [Theory]
    [InlineData("Host=db1;Port=5433;Database=shop;Username=me;Password=it's; SSL Mode=VerifyFull", "postgresql://me@db1:5433/shop")]
    [InlineData("host=db1;user id=me;password='a;b'", "postgresql://me@db1")]
    [InlineData("jdbc:postgresql://db1:5433/shop?user=me&password=x&ssl=true", "postgresql://me@db1:5433/shop")]
    [InlineData("host=db1 password=a;b dbname=shop", "postgresql://db1/shop")]
    [InlineData("Server=db1;Port=3307;Database=shop;Uid=me;Pwd=it's; SSL Mode=Required", "mysql://me@db1:3307/shop")]
    [InlineData("jdbc:mysql://db1:3307/shop?user=me&password=x&useSSL=true", "mysql://me@db1:3307/shop")]
    public void A_connection_of_net_or_java_is_taken_for_what_it_is(string text, string display)
    {
        DbConnectionInfo connection = BuiltIn.Components.ParseConnection(text);
        Assert.Equal(display, connection.Display);
        Assert.NotNull(connection.GetPassword());
    }

    [Fact]
    public void Causes_of_an_error_are_cleaned_too()
    {
        BackupException error = new(
            ErrorCode.Unexpected, "Failed.", inner: new InvalidOperationException("a", new ServerException("XX000", "said password=Pl4nted\u001b[31m")));
        AssertNoSecret(error);
        error = new(ErrorCode.Unexpected, "Failed.", inner: new FormatException("'postgresql://me:Pl4nted@db1' is no number", new IOException("\u0007bell")));
        AssertNoSecret(error);
        Assert.DoesNotContain('\u0007', error.ToString());
        Assert.Same(typeof(FormatException), new BackupException(ErrorCode.Unexpected, "x", inner: new FormatException("plain\r\ntext")).InnerException!.GetType());
    }

    [Theory]
    [InlineData("nothing to hide: a=b", "nothing to hide: a=b")]
    [InlineData("postgresql://me@db1:5432/shop and 'postgresql://db2:5432/shop'", "postgresql://me@db1:5432/shop and 'postgresql://db2:5432/shop'")]
    [InlineData("ALTER ROLE \"me\" PASSWORD 'SCRAM-SHA-256$4096:x=';", "ALTER ROLE \"me\" PASSWORD …;")]
    [InlineData("CREATE USER u IDENTIFIED BY 'x''y' ACCOUNT LOCK", "CREATE USER u IDENTIFIED BY … ACCOUNT LOCK")]
    [InlineData("CONNECTION 'host=a password=x dbname=b'", "CONNECTION 'host=a password=… dbname=b'")]
    [InlineData("{\"password\": \"x\", \"a\": 1}", "{\"password\": …, \"a\": 1}")]
    [InlineData("The server asks for a password, and none was given.", "The server asks for a password, and none was given.")]
    [InlineData("passfile=/home/me/.pgpass sslkey=/k", "passfile=/home/me/.pgpass sslkey=/k")]
    public void A_secret_is_hidden_and_nothing_else(string text, string shown) => Assert.Equal(shown, ShownText.WithoutSecrets(text));

    [Theory]
    [InlineData("a\u001b[31mb\u0007", "a\\u001b[31mb\\u0007")]
    [InlineData("two\r\nlines\tand \u009b \u202e", "two\\r\\nlines\\tand \\u009b \\u202e")]
    [InlineData("Ünïcödé 表 👍", "Ünïcödé 表 👍")]
    [InlineData(null, "")]
    public void Control_characters_are_shown_and_not_sent(string? text, string shown) => Assert.Equal(shown, ShownText.Visible(text));

    private static void AssertNoSecret(string text) => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);

    private static void AssertNoSecret(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            AssertNoSecret(e.Message + e);
            AssertNoSecret((e as BackupException)?.Remedy + (e as BackupException)?.Target);
        }
    }
}
