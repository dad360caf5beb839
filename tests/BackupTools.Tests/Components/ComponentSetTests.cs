using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Components;

public sealed class ComponentSetTests
{
    private static readonly ComponentSet Components = new(
        [new FakeEngine { IsOfFiles = false }, .. BuiltIn.Components.Engines], BuiltIn.Components.Storages, BuiltIn.Components.Compressors);

    [Theory]
    [InlineData("fake:shop", true)]
    [InlineData("shop.db", false)]
    [InlineData("fake/shop", false)]
    [InlineData("./fake:shop", false)]
    [InlineData("sqlite:///shop.db", false)]
    [InlineData("nosuch://host/shop", false)]
    public void What_an_engine_with_a_server_recognizes_is_no_path(string text, bool expected) =>
        Assert.Equal(expected, Components.IsServerConnection(text));

    [Theory]
    [InlineData("postgres", "postgresql")]
    [InlineData("PG", "postgresql")]
    [InlineData("psql", "postgresql")]
    [InlineData("PostgreSQL", "postgresql")]
    [InlineData("sqlite3", "sqlite")]
    [InlineData("SQLite", "sqlite")]
    public void An_engine_is_found_by_its_usual_names(string name, string id) => Assert.Equal(id, Components.GetEngine(name).Id);

    [Fact]
    public void An_engine_that_there_is_not_is_an_error_that_lists_those_there_are()
    {
        BackupException error = Assert.Throws<BackupException>(() => Components.GetEngine("oracle"));
        Assert.Equal(ErrorCode.EngineUnknown, error.Code);
        Assert.Contains("postgresql, sqlite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_uri_may_have_another_name_of_its_engine()
    {
        Assert.True(Components.IsServerConnection("pg://me@host/shop"));
        Assert.Equal("postgresql://me@host/shop", Components.ParseConnection("pg://me@host/shop").Display);
    }

    [Theory]
    [InlineData("nosuch://me:secret@host/db")]
    [InlineData("nosuch://me:se:c@r@host")]
    public void The_password_of_a_uri_that_nobody_understands_is_not_repeated(string uri)
    {
        BackupException error = Assert.Throws<BackupException>(() => Components.ParseConnection(uri));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.StartsWith("'nosuch://me:…@host", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("nosuch://me:…@host", error.Target, StringComparison.Ordinal);
    }
}
