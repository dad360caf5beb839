using System.Text;
using BackupTools.Engines.Shared;
using BackupTools.Engines.Sqlite.Scripts;
using FsCheck.Xunit;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Where statements end, and that it does not matter how the bytes are divided.</summary>
public sealed class ScriptReaderTests
{
    private static readonly int[] Sizes = [1, 2, 3, 7, 4096];

    [Theory]
    [InlineData("SELECT 1; SELECT 2;", "SELECT 1;|SELECT 2;")]
    [InlineData("-- a;\nSELECT ';', \"a;\", `;`, [;] /* ; */;;\nx;", "SELECT ';', \"a;\", `;`, [;] /* ; */;|x;")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END;x;", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END;|x;")]
    [InlineData("create temp trigger t after insert on a begin select 1; -- end;\n end;x;", "create temp trigger t after insert on a begin select 1; -- end;\n end;|x;")]
    [InlineData("BEGIN;END;", "BEGIN;|END;")]
    [InlineData("\ufeffSELECT 1-1/2;", "SELECT 1-1/2;")]
    [InlineData(" -- x", "")]
    public void A_script_is_divided_as_the_shell_divides_it(string script, string statements) =>
        Assert.All(Sizes, size => Assert.Equal(statements, string.Join('|', Read(script, size))));

    [Theory]
    [InlineData("SELECT 1;\n.shell rm x\n", 2, "a dot")]
    [InlineData("SELECT 1;\nSELECT 'a;", 2, "a string or a quoted name")]
    [InlineData("SELECT 1;\nDELETE FROM t", 2, "no semicolon")]
    [InlineData("/* x", 1, "a comment")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;", 1, "a trigger without its END")]
    [InlineData("SELECT 1;\n\nSELECT \0", 3, "zero byte")]
    public void What_is_wrong_is_said_with_its_line(string script, int line, string what) => Assert.All(Sizes, size =>
    {
        BackupException error = Assert.Throws<BackupException>(() => Read(script, size));
        Assert.StartsWith($"Line {line} of 'x.sql': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    });

    [Property(MaxTest = 400)]
    public bool Borders_of_buffers_play_no_part(int[] choice)
    {
        string[] pieces = ["SELECT ", "'", "\"", "`", "[", "]", ";", "\n", "--", "/*", "*/", "CREATE ", "TRIGGER ", "BEGIN ", "END", "EXPLAIN ", "TEMP ", "1", ".", " "];
        string script = string.Concat(choice.Select(c => pieces[(int)((uint)c % pieces.Length)]));
        string whole = Outcome(script, 4096);
        return Sizes.All(size => Outcome(script, size) == whole);
    }

    private static string Outcome(string script, int size)
    {
        try
        {
            return string.Join('|', Read(script, size));
        }
        catch (BackupException e)
        {
            return e.Message;
        }
    }

    private static List<string> Read(string script, int size)
    {
        ScriptReader reader = new(new ScriptWindow("x.sql", new MemoryStream(Encoding.UTF8.GetBytes(script)), size));
        List<string> result = [];
        while (reader.Next() is { } statement)
            result.Add(Encoding.UTF8.GetString(statement.Span));
        return result;
    }
}
