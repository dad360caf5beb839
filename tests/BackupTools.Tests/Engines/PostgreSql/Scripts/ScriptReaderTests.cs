using System.Text;
using BackupTools.Engines.PostgreSql.Scripts;
using BackupTools.Engines.Shared;
using FsCheck.Xunit;

namespace BackupTools.Tests.Engines.PostgreSql.Scripts;

/// <summary>Where statements end, and that it does not matter how the bytes are divided.</summary>
public sealed class ScriptReaderTests
{
    private static readonly int[] Sizes = [1, 2, 3, 7, 4096];

    [Theory]
    [InlineData("SELECT 1; SELECT 2;", "SELECT 1;|SELECT 2;")]
    [InlineData("-- a; b\nSELECT 1;/* ; /* ; */ ; */;;\n SELECT 2 -- ;\n;", "SELECT 1;|SELECT 2 -- ;\n;")]
    [InlineData("SELECT 'a;''b;' , E'\\';' , U&'\\0061;', $$;$$, $a$;$b$;$a$, \"x;\"\"y;\";SELECT 2;", "SELECT 'a;''b;' , E'\\';' , U&'\\0061;', $$;$$, $a$;$b$;$a$, \"x;\"\"y;\";|SELECT 2;")]
    [InlineData("SELECT 'a\\';SELECT 2;", "SELECT 'a\\';|SELECT 2;")]
    [InlineData("SELECT E'a' -- c\n 'b\\';c';SELECT 2;", "SELECT E'a' -- c\n 'b\\';c';|SELECT 2;")]
    [InlineData("SELECT E'a''\\';b';SELECT 2;", "SELECT E'a''\\';b';|SELECT 2;")]
    [InlineData("SELECT E'a' , 'b\\';SELECT 2;", "SELECT E'a' , 'b\\';|SELECT 2;")]
    [InlineData("SELECT a$b$;SELECT $1;SELECT 1-1/2-- ;\n;", "SELECT a$b$;|SELECT $1;|SELECT 1-1/2-- ;\n;")]
    [InlineData("SELECT $a$ $ $$ $b$ $a $a$;x;", "SELECT $a$ $ $$ $b$ $a $a$;|x;")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);x;", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);|x;")]
    [InlineData(
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;x;",
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;|x;")]
    [InlineData("BEGIN;SELECT 1;END;", "BEGIN;|SELECT 1;|END;")]
    [InlineData("create procedure p() begin atomic select 1; end;x;", "create procedure p() begin atomic select 1; end;|x;")]
    [InlineData("SELECT 1 /*/ ; */ ;x;", "SELECT 1 /*/ ; */ ;|x;")]
    [InlineData("SELECT 1 /* **/ ;x;", "SELECT 1 /* **/ ;|x;")]
    [InlineData("\\restrict abc\n\nSELECT 1;\n\\unrestrict abc\n", "SELECT 1;")]
    [InlineData("\ufeffSELECT 'ü';", "SELECT 'ü';")]
    [InlineData("  -- nothing\n", "")]
    [InlineData("", "")]
    public void A_script_is_divided_as_psql_divides_it(string script, string statements) =>
        Assert.All(Sizes, size => Assert.Equal(statements, string.Join('|', Read(script, size))));

    [Fact]
    public void Where_strings_are_not_standard_a_backslash_counts() =>
        Assert.All(Sizes, size => Assert.Equal([@"SELECT 'a\';b';", "x;"], Read(@"SELECT 'a\';b';x;", size, isStandard: false)));

    [Theory]
    [InlineData("SELECT 1;\n\nSELECT 'abc", 3, "a string that does not end")]
    [InlineData("SELECT 1;\n/* abc", 2, "a comment that does not end")]
    [InlineData("SELECT (1;\n", 1, "a parenthesis that is not closed")]
    [InlineData("\nSELECT $a$ ;", 2, "between dollar signs")]
    [InlineData("SELECT \"a;", 1, "a quoted name")]
    [InlineData("SELECT 1;\nDELETE FROM t", 2, "no semicolon behind it")]
    [InlineData("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;", 1, "a BEGIN without its END")]
    [InlineData("SELECT 1;\n\\! rm -rf /\n", 2, @"'\!'")]
    [InlineData("SELECT 1;\n\\connect other\n", 2, "another database")]
    [InlineData("\\restrict abc\n\\unrestrict abd\n", 2, "another key")]
    [InlineData("\\restrict abc\n\\restrict abc\n", 2, "another key")]
    [InlineData("\\i other.sql\n", 1, @"'\i'")]
    [InlineData("\\ restrict abc\n", 1, @"psql's own")]
    [InlineData("\n\\.\n", 2, @"A line \.")]
    [InlineData("SELECT 1\n\\g\n;", 2, "within the statement that begins in line 1")]
    [InlineData("SELECT 1;\nSELECT '\0';", 2, "zero byte")]
    [InlineData("-- \0", 1, "zero byte")]
    [InlineData("\uffff", 1, null)]
    public void What_is_wrong_is_said_with_its_line(string script, int line, string? what)
    {
        if (what is null)
        {
            Assert.Contains("UTF-16", Assert.Throws<BackupException>(() => Read([0xFF, 0xFE, (byte)'S', 0], 7)).Message, StringComparison.Ordinal);
            return;
        }

        Assert.All(Sizes, size =>
        {
            BackupException error = Assert.Throws<BackupException>(() => Read(script, size));
            Assert.Equal(ErrorCode.ScriptInvalid, error.Code);
            Assert.StartsWith($"Line {line} of 'x.sql': ", error.Message, StringComparison.Ordinal);
            Assert.Contains(what, error.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("COPY t FROM stdin;\n1\ta\n2\tb\n\\.\nSELECT 1;", "1\ta\n2\tb\n")]
    [InlineData("COPY t FROM stdin;\n\\.\nSELECT 1;", "")]
    [InlineData("COPY t FROM stdin; \r\n1\r\n\\.\r\nSELECT 1;", "1\r\n")]
    [InlineData("COPY t FROM stdin;\n\\.x\n\\N\n\\\n\\.\nSELECT 1;", "\\.x\n\\N\n\\\n")]
    [InlineData("COPY t FROM stdin;\n; \\! rm 'a \\.\n\\.\nSELECT 1;", "; \\! rm 'a \\.\n")]
    public void Rows_of_a_COPY_go_to_the_line_that_ends_them(string script, string rows) => Assert.All(Sizes, size =>
    {
        ScriptReader reader = Reader(Encoding.UTF8.GetBytes(script), size);
        Assert.Equal("COPY t FROM stdin;", Text(reader.Next()));
        Assert.Equal(2, reader.BeginRows());
        Assert.Equal(rows, Rows(reader));
        Assert.Equal("SELECT 1;", Text(reader.Next()));
        Assert.Equal(script.Count(c => c == '\n') + 1, reader.Line);
        Assert.Null(reader.Next());
    });

    [Theory]
    [InlineData("COPY t FROM stdin;\n1\n2")]
    [InlineData("COPY t FROM stdin;\n1\n")]
    [InlineData("COPY t FROM stdin;")]
    [InlineData("COPY t FROM stdin;\n\\")]
    public void Rows_that_are_not_ended_are_an_error(string script) => Assert.All(Sizes, size =>
    {
        ScriptReader reader = Reader(Encoding.UTF8.GetBytes(script), size);
        reader.Next();
        BackupException error = Assert.Throws<BackupException>(() =>
        {
            reader.BeginRows();
            Rows(reader);
        });
        Assert.Contains("Line 1 of 'x.sql': The rows of the COPY", error.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("COPY t FROM PROGRAM 'x';", true)]
    [InlineData("COPY t (a, b) FROM '/etc/passwd' CSV;", true)]
    [InlineData("copy (SELECT 1 FROM \"x\") to program 'x';", true)]
    [InlineData("COPY t FROM $$/etc/passwd$$;", true)]
    [InlineData("COPY t (\"from\", b) FROM stdin WITH (FORMAT csv, NULL 'x');", false)]
    [InlineData("COPY \"from\" TO STDOUT;", false)]
    [InlineData("INSERT INTO t SELECT 'COPY' FROM program;", false)]
    public void A_COPY_that_reaches_for_the_server_is_seen(string statement, bool reaches)
    {
        ScriptReader reader = Reader(Encoding.UTF8.GetBytes(statement), 3);
        reader.Next();
        Assert.Equal(reaches, reader.Words.CopiesOnServer);
    }

    [Fact]
    public void A_statement_has_a_limit_and_what_stands_before_it_has_none()
    {
        byte[] script = Encoding.UTF8.GetBytes("-- " + new string('x', 3_000_000) + "\n" + new string(' ', 3_000_000) + "\nSELECT 1;\nSELECT '" + new string('y', 3_000_000));
        ScriptReader reader = new(new ScriptWindow("x.sql", new MemoryStream(script), limit: 1_000_000));
        Assert.Equal("SELECT 1;", Text(reader.Next()));
        Assert.StartsWith("Line 4 of 'x.sql': The statement that begins there has more than", Assert.Throws<BackupException>(() => reader.Next()).Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever pieces a script is made of: read in small pieces it is divided as it is when read at once.</summary>
    [Property(MaxTest = 400)]
    public bool Borders_of_buffers_play_no_part(int[] choice)
    {
        string[] pieces =
            ["SELECT ", "'", "\"", "$$", "$a$", "$", "E'", "U&'", "\\", "\n", ";", ";\n", "--", "/*", "*/", "(", ")", "BEGIN ATOMIC ", "END ", "CASE ", "CREATE FUNCTION ", "ü", "1", "&", "\\.", "\\.\n", " "];
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

    private static List<string> Read(string script, int size, bool isStandard = true) => Read(Encoding.UTF8.GetBytes(script), size, isStandard);

    private static List<string> Read(byte[] script, int size, bool isStandard = true)
    {
        ScriptReader reader = Reader(script, size);
        reader.IsStandard = isStandard;
        List<string> result = [];
        while (reader.Next() is { } statement)
            result.Add(Text(statement));
        return result;
    }

    private static ScriptReader Reader(byte[] script, int size) => new(new ScriptWindow("x.sql", new MemoryStream(script), size));

    private static string Rows(ScriptReader reader)
    {
        StringBuilder rows = new();
        bool isLineStart = true;
        for (ReadOnlyMemory<byte> some = reader.Rows(ref isLineStart); some.Length > 0; some = reader.Rows(ref isLineStart))
            rows.Append(Encoding.UTF8.GetString(some.Span));
        return rows.ToString();
    }

    private static string Text(ReadOnlyMemory<byte>? bytes) => Encoding.UTF8.GetString(bytes!.Value.Span);
}
