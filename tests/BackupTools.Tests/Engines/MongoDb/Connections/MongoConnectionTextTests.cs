using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Tests.Engines.MongoDb.Connections;

public sealed class MongoConnectionTextTests
{
    private static IDatabaseEngine Engine => BuiltIn.Components.GetEngine("mongodb");

    [Fact]
    public void A_URI_of_an_application_is_understood_whole()
    {
        DbConnectionInfo info = Engine.ParseConnection("mongodb://anna:p%40ss@db1:27018,db2,[::1]:27019/shop?replicaSet=rs0&authSource=admin&tls=true&retryWrites=true&w=majority&appName=web");
        Assert.Equal(("db1", 27018, "anna", "shop"), (info.Host, info.Port, info.UserName, info.Database));
        ServerSettings settings = SettingsResolver.Resolve(info);
        Assert.Equal("db1:27018,db2:27017,[::1]:27019", settings.Display);
        Assert.Equal(("rs0", "admin", TlsMode.VerifyFull), (settings.ReplicaSet, settings.AuthSource, settings.TlsMode));
        Assert.DoesNotContain("p@ss", info.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_knows_the_user_does_so_also_where_another_database_is_meant()
    {
        DbConnectionInfo info = Engine.ParseConnection("mongodb://anna:x@db1/shop");
        Assert.Equal("shop", SettingsResolver.Resolve(info with { Database = "other" }).AuthSource);
        Assert.Null(SettingsResolver.Resolve(Engine.ParseConnection("mongodb://anna:x@db1/")).AuthSource);
    }

    [Fact]
    public void A_record_of_DNS_means_TLS_unless_that_is_said()
    {
        ServerSettings settings = SettingsResolver.Resolve(Engine.ParseConnection("mongodb+srv://anna:x@cluster.example.net/shop"));
        Assert.Equal((true, TlsMode.VerifyFull, "cluster.example.net"), (settings.IsSrv, settings.TlsMode, settings.Display));
        Assert.Equal(TlsMode.Disable, SettingsResolver.Resolve(Engine.ParseConnection("mongodb+srv://cluster.example.net/?tls=false")).TlsMode);
    }

    [Theory]
    [InlineData("mongodb://anna:geheim@db1/shop?nosuch=1", "'nosuch' is not known")]
    [InlineData("mongodb://anna:geheim@db1/shop?tlsCertificateKeyFilePassword=geheim", "would be a secret in a text")]
    [InlineData("mongodb://anna:geheim@db1/shop?readPreference=first", "no readPreference")]
    [InlineData("mongodb://anna:geheim@db1/shop?connectTimeoutMS=soon", "no number of milliseconds")]
    [InlineData("mongodb://anna:geheim@db1/shop?tlsCAFile=ca.pem", "is a relative one")]
    [InlineData("mongodb://anna:geheim@db1/shop?tls=true&ssl=true", "names tls twice")]
    [InlineData("mongodb://anna:geheim@db1:99999/shop", "no number from 1 to 65535")]
    [InlineData("mongodb://anna:gehei@m@db1/shop", "must be escaped")]
    [InlineData("mongodb://anna:geheim@[::1/shop", "no address in brackets")]
    [InlineData("mongodb://anna:geheim@%2Ftmp%2Fmongodb-27017.sock/shop", "path of a socket")]
    [InlineData("mongodb+srv://anna:geheim@db1,db2/shop", "names one host")]
    [InlineData("mongodb+srv://anna:geheim@db1:27017/shop", "names one host")]
    [InlineData("mongodb://anna:geheim@db1/shop?authMechanism=GSSAPI", "no authMechanism")]
    [InlineData("mongodb://anna:geheim@db1/a%00b", "two hexadecimal digits")]
    public void What_is_wrong_is_named_and_no_password_is(string text, string why)
    {
        BackupException error = Assert.Throws<BackupException>(() => Engine.ParseConnection(text));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://anna:x@a,b/shop?directConnection=true", ErrorCode.ConnectionNotUnderstood)]
    [InlineData("mongodb://a/shop?authMechanism=MONGODB-X509", ErrorCode.ConnectionNotUnderstood)]
    [InlineData("mongodb://anna:x@a/shop?authMechanism=PLAIN", ErrorCode.PasswordNotSent)]
    [InlineData("mongodb://a/shop?authMechanism=SCRAM-SHA-256", ErrorCode.ConnectionNotUnderstood)]
    [InlineData("mongodb://a/shop?tls=false&tlsInsecure=true", ErrorCode.ConnectionNotUnderstood)]
    public void What_cannot_go_together_is_refused_before_a_server_is_asked(string text, ErrorCode code) =>
        Assert.Equal(code, Assert.Throws<BackupException>(() => SettingsResolver.Resolve(Engine.ParseConnection(text))).Code);
}
