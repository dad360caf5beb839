using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

public sealed class SettingTextTests
{
    [Theory]
    [InlineData("work_mem=4MB", "SET \"work_mem\" TO '4MB'")]
    [InlineData("my.setting=a=b", "SET \"my\".\"setting\" TO 'a=b'")]
    [InlineData("application_name=it's \\", "SET \"application_name\" TO E'it''s \\\\'")]
    [InlineData("search_path=\"$user\", public", "SET \"search_path\" TO '$user', 'public'")]
    [InlineData("search_path=\"a,\"\"b\",c ,  d", "SET \"search_path\" TO 'a,\"b', 'c', 'd'")]
    [InlineData("search_path=\"\"", "SET \"search_path\" TO ''")]
    [InlineData("search_path=", "SET \"search_path\" TO ''")]
    [InlineData("search_path=a,", "SET \"search_path\" TO 'a,'")]
    [InlineData("DateStyle=ISO, DMY", "SET \"DateStyle\" TO 'ISO, DMY'")]
    public void A_setting_is_written_so_that_it_has_the_same_value(string setting, string expected) =>
        Assert.Equal(expected, SettingText.Write(setting));
}
