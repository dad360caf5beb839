using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>What a file of scripts may be, and what is refused of it before anything runs.</summary>
public sealed class ScriptFileTests : IDisposable
{
    private const string Sql = "SELECT 1;\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x.sql", "SQL")]
    [InlineData("x.sql.gz", "SQL, compressed with gzip")]
    [InlineData("x.sql.zst", "SQL, compressed with zstd")]
    [InlineData("x.zip", "a zip file")]
    [InlineData("x.tar", "a tar file")]
    [InlineData("x.tar.gz", "a tar file, compressed with gzip")]
    [InlineData("x.tar.zst", "a tar file, compressed with zstd")]
    public void Content_says_what_a_file_is(string name, string form)
    {
        string path = Write(name, ("shop.sql", Sql), ("README", "no script"));
        ScriptFile file = ScriptFile.Find(path);
        Assert.Equal(form, file.Form);
        Assert.Equal(new FileInfo(path).Length, file.SizeBytes);
        Assert.Equal([Sql], Read(file).Select(s => s.Text));
        string renamed = _folder["renamed.sql"];
        File.Move(path, renamed);
        Assert.Equal([Sql], Read(ScriptFile.Find(renamed)).Select(s => s.Text));
    }

    [Theory]
    [InlineData(ExportForm.Zip)]
    [InlineData(ExportForm.TarGz)]
    [InlineData(ExportForm.TarZst)]
    public async Task An_export_with_a_file_for_each_feature_comes_in_its_order(ExportForm form)
    {
        string path = _folder["x" + form.Extension()];
        await using (FileStream stream = File.Create(path))
        {
            await using Package package = Package.Create(form, stream, path);
            foreach (string name in (string[])["tables.sql", "data.sql", "indexes.sql"])
                package.OpenFile(name).Write(Encoding.UTF8.GetBytes("-- " + name + "\n"));
            package.OpenFile("load.sql").Write("\\set ON_ERROR_STOP on\n\\ir tables.sql\n\\ir data.sql\n\\ir indexes.sql\n"u8);
            package.Complete();
        }

        ScriptFile file = ScriptFile.Find(path);
        Assert.Equal(["tables.sql", "data.sql", "indexes.sql"], file.Names);
        Assert.Equal(["-- tables.sql\n", "-- data.sql\n", "-- indexes.sql\n"], Read(file).Select(s => s.Text));
        Assert.Equal($"x{form.Extension()}/data.sql", Read(file)[1].Name);
    }

    [Fact]
    public void A_folder_of_an_export_is_a_file_of_scripts()
    {
        File.WriteAllText(_folder["b.sql"], "-- b\n");
        File.WriteAllText(_folder["a.sql"], "-- a\n");
        Assert.Equal(ErrorCode.ScriptInaccessible, Assert.Throws<BackupException>(() => ScriptFile.Find(_folder.Path)).Code);
        File.WriteAllText(_folder["load.sql"], "\\ir b.sql\n\\ir a.sql\n");
        Assert.Equal(["-- b\n", "-- a\n"], Read(ScriptFile.Find(_folder.Path)).Select(s => s.Text));
        File.WriteAllText(_folder["load.sql"], "\\ir ../b.sql\n\\ir a.sql\n");
        Assert.Contains("other scripts than", Assert.Throws<BackupException>(() => ScriptFile.Find(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.zip", "has no file whose name ends with .sql", "README", "x")]
    [InlineData("x.tar.gz", "has no file whose name ends with .sql", "README", "x")]
    [InlineData("x.zip", "has 2 scripts, and nothing says", "a.sql", "1", "b.sql", "2")]
    [InlineData("x.tar.zst", "has 2 scripts, and nothing says", "a.sql", "1", "b.sql", "2")]
    [InlineData("x.zip", "more than the list of an export: '\\! rm'", "a.sql", "1", "load.sql", "\\! rm\n")]
    [InlineData("x.zip", "has other scripts than", "a.sql", "1", "load.sql", "\\ir a.sql\n\\ir c.sql\n")]
    [InlineData("x.zip", "has other scripts than", "a.sql", "1", "load.sql", "source a.sql;\nsource ../c.sql;\n")]
    [InlineData("x.zip", "more than the list of an export: 'source a.sql'", "a.sql", "1", "load.sql", "source a.sql\n")]
    [InlineData("x.zip", "has other scripts than", "a.sql", "1", "load.sql", "\\ir a.sql\n\\ir a.sql\n")]
    [InlineData("x.tar.gz", "in another order", "b.sql", "1", "a.sql", "1", "load.sql", "\\ir a.sql\n\\ir b.sql\n")]
    public void What_leaves_the_order_open_is_refused(string name, string what, params string[] content)
    {
        string path = Write(name, [.. content.Chunk(2).Select(c => (c[0], c[1]))]);
        BackupException error = Assert.Throws<BackupException>(() => ScriptFile.Find(path));
        Assert.Equal(ErrorCode.ScriptInvalid, error.Code);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.sql.gz")]
    [InlineData("x.sql.zst")]
    [InlineData("x.zip")]
    [InlineData("x.tar.gz")]
    [InlineData("x.tar.zst")]
    public void What_is_cut_off_is_said(string name)
    {
        Random random = new(1);
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(_ => (char)random.Next(32, 127)));
        string path = Write(name, ("shop.sql", text));
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        BackupException error = Assert.Throws<BackupException>(() => Read(ScriptFile.Find(path)));
        Assert.Equal(ErrorCode.ScriptInvalid, error.Code);
        Assert.Contains("damaged or cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_may_have_several_members_and_zeros_behind_them_and_nothing_else()
    {
        string path = _folder["x.sql.gz"];
        using (FileStream file = File.Create(path))
        {
            foreach (string text in (string[])["SELECT 1;\n", "SELECT 2;\n"])
            {
                using GZipStream gzip = new(file, CompressionLevel.Fastest, leaveOpen: true);
                gzip.Write(Encoding.UTF8.GetBytes(text));
            }

            file.Write(new byte[100]);
        }

        Assert.Equal("SELECT 1;\nSELECT 2;\n", Assert.Single(Read(ScriptFile.Find(path))).Text);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. bytes, 7]);
        Assert.Throws<BackupException>(() => Read(ScriptFile.Find(path)));
        bytes[20] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<BackupException>(() => Read(ScriptFile.Find(path)));
    }

    [Fact]
    public void A_flipped_byte_in_a_zip_file_is_noticed()
    {
        string path = _folder["x.zip"];
        using (ZipArchive zip = new(File.Create(path), ZipArchiveMode.Create))
        {
            using Stream stream = zip.CreateEntry("x.sql", CompressionLevel.NoCompression).Open();
            stream.Write(Encoding.UTF8.GetBytes("SELECT 12345;"));
        }

        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(File.ReadAllBytes(path)).Replace("12345", "12346", StringComparison.Ordinal)));
        Assert.Throws<BackupException>(() => Read(ScriptFile.Find(path)));
    }

    [Fact]
    public void Other_dumps_are_no_scripts()
    {
        File.WriteAllBytes(_folder["x.sql"], [.. "PGDMP"u8, 1, 2, 3]);
        Assert.Contains("pg_restore --file", Assert.Throws<BackupException>(() => ScriptFile.Find(_folder["x.sql"])).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_folder["x.sql"], [.. "SQLite format 3\0"u8, 1, 2, 3]);
        Assert.Contains("is an SQLite database", Assert.Throws<BackupException>(() => ScriptFile.Find(_folder["x.sql"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_unpacks_without_end_is_never_held()
    {
        string path = _folder["bomb.sql.gz"];
        using (GZipStream gzip = new(File.Create(path), CompressionLevel.Optimal))
        {
            byte[] spaces = new byte[1024 * 1024];
            Array.Fill(spaces, (byte)' ');
            for (int i = 0; i < 1000; i++)
                gzip.Write(spaces);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] buffer = new byte[64 * 1024];
        long length = 0;
        foreach ((_, Stream stream) in ScriptFile.Find(path).Open(_ => { }))
        {
            for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
                length += read;
        }

        Assert.Equal(1000L * 1024 * 1024, length);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
    }

    [Fact]
    public void What_is_an_archive_is_no_script()
    {
        Assert.True(ScriptJob.IsScript(Write("a.zip", ("shop.sql", Sql))));
        Assert.False(ScriptJob.IsScript(Write("b.zip", ("backup.json", "{}"), ("manifest.json", "{}"))));
        Assert.True(ScriptJob.IsScript("/nowhere/x.SQL"));
        Assert.False(ScriptJob.IsScript("/nowhere/x.backup.zip"));
    }

    private string Write(string name, params (string Name, string Text)[] files)
    {
        string path = _folder[name];
        using Stream file = File.Create(path);
        using Stream output = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest)
            : name.EndsWith(".zst", StringComparison.Ordinal) ? new ZstdSharp.CompressionStream(file, leaveOpen: true) : file;
        if (name.Contains(".zip", StringComparison.Ordinal))
        {
            using ZipArchive zip = new(output, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string entry, string text) in files)
            {
                using Stream stream = zip.CreateEntry(entry).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        else if (name.Contains(".tar", StringComparison.Ordinal))
        {
            using TarWriter tar = new(output, TarEntryFormat.Pax, leaveOpen: true);
            foreach ((string entry, string text) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        else
        {
            output.Write(Encoding.UTF8.GetBytes(files[0].Text));
        }

        return path;
    }

    private static List<(string Name, string Text)> Read(ScriptFile file)
    {
        List<(string, string)> result = [];
        foreach ((string name, Stream stream) in file.Open(_ => { }))
        {
            using StreamReader reader = new(stream, leaveOpen: true);
            result.Add((name, reader.ReadToEnd()));
        }

        return result;
    }
}
