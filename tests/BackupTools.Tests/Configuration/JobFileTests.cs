using System.Text;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Configuration.JobFiles.Keys;
using BackupTools.Tests.Repository;

namespace BackupTools.Tests.Configuration;

public sealed class JobFileTests
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "jobs-that-do-not-exist");

    [Fact]
    public void A_whole_job_becomes_what_it_says()
    {
        BackupJobDefinition job = Right(
            """
            # every key
            name: nightly
            connection: { engine: postgres, host: db1, port: 5433, database: shop, user: backup, password: "env:SHOP_PASSWORD" }
            database: [shop, 'crm*']
            exclude: test*
            include:
              schema: [sales, hr]
              table: orders
              excludeTable: [audit*]
              feature: [tables, Data]
              excludeFeature: triggers
              passwordHash: true
            compression: Brotli
            encryption: none
            integrity: checksum
            storage: [./backups, /mnt/copies]
            parallelism: 4
            description: before the move
            retention: { keepLast: 3, keepDaily: 7, keepWithin: 36h, timeZone: UTC }
            verify: RESTORE
            verifyConnection: scratch
            notify:
              - https://hooks.example/x
              - type: mail
                to: [a@example.org, b@example.org]
                password: secret:vault/mail
            format: both
            perFeature: true
            pack: tarzst
            """);
        DbConnectionInfo connection = job.DescribedConnection!;
        Assert.Equal(("nightly", "postgresql://backup@db1:5433/shop", "env:SHOP_PASSWORD"), (job.Name, connection.Display, connection.PasswordSource));
        Assert.Equal(["shop", "crm*"], job.Database);
        Assert.Equal(["test*"], job.Exclude);
        Assert.Equal("schemas sales, hr; tables orders; without the tables audit*; only Tables, Data; without Triggers", job.Selection.Describe());
        Assert.True(job.IncludePasswordHash);
        Assert.Equal(("brotli", 4, "before the move"), (job.Compression, job.Parallelism, job.Description));
        Assert.Equal([Path.Combine(Folder, "backups"), Path.GetFullPath("/mnt/copies")], job.Storage);
        Assert.Equal(new RetentionPolicy { KeepLast = 3, KeepDaily = 7, KeepWithin = TimeSpan.FromHours(36), TimeZone = TimeZoneInfo.Utc }, job.Retention);
        Assert.Equal((JobVerification.Restore, "scratch"), (job.Verify, job.VerifyConnection));
        Assert.Equal((JobFormat.Both, true, "tarZst"), (job.Format, job.PerFeature, job.Pack));
        Assert.Equal("https://hooks.example/x", job.Notify[0].Text);
        Assert.Equal([(24, "type", "mail"), (25, "to", "a@example.org b@example.org"), (26, "password", "secret:vault/mail")],
            job.Notify[1].Settings.Select(s => (s.Line, s.Key, string.Join(' ', s.Values))));
    }

    [Fact]
    public void A_small_job_takes_its_name_from_the_file_and_the_rest_from_the_defaults()
    {
        BackupJobDefinition job = Right("connection: shop");
        Assert.Equal(("job", "shop", JobVerification.None, JobFormat.Archive, "none"), (job.Name, job.Connection, job.Verify, job.Format, job.Pack));
        Assert.Null(job.Retention);
        Assert.True(job.Selection.IsEverything);
    }

    [Theory]
    [InlineData("./shop.db", "shop.db")]
    [InlineData("shop.db", "shop.db")]
    [InlineData("data/shop", "data/shop")]
    public void A_path_is_relative_to_the_file(string text, string expected) =>
        Assert.Equal(Path.Combine(Folder, expected.Replace('/', Path.DirectorySeparatorChar)), Right($"connection: {text}").Connection);

    [Fact]
    public void Json_is_understood_too()
    {
        BackupJobDefinition job = Right("{\n\t\"connection\": \"shop\",\r\n\t\"database\": [\"a\\u00e4\", \"b\\/c\", \"\\ud83d\\ude00\"],\n\t\"retention\": { \"keepLast\": 3 }\n}");
        Assert.Equal(["aä", "b/c", "😀"], job.Database);
        Assert.Equal(3, job.Retention!.KeepLast);
    }

    [Fact]
    public void Words_that_look_like_something_else_are_text()
    {
        BackupJobDefinition job = Right("connection: shop\ndatabase: [no, 2024, true, 1e3, 0x10]");
        Assert.Equal(["no", "2024", "true", "1e3", "0x10"], job.Database);
    }

    [Fact]
    public void An_anchor_may_be_repeated()
    {
        Assert.Equal(["a", "b"], Right("connection: shop\ndatabase: &some [a, b]\nexclude: *some").Exclude);
    }

    [Fact]
    public void All_mistakes_come_at_once_in_the_order_of_the_file()
    {
        IReadOnlyList<JobProblem> problems = Wrong(
            """
            conection: shop
            compresion: zstd
            database: [[a]]
            parallelism: 0
            encryption: aes
            integrity: hmac
            retention:
              keepLast: "3"
              keepForever: 1
              keepWithin: 3 months
            verify: maybe
            format: archive
            pack: zip
            storage: s3://key:Pl4nted@bucket/x
            notify: [[1]]
            """);
        Assert.Equal(
            [
                (1, 1, "conection"), (1, 1, "connection"), (2, 1, "compresion"), (3, 12, "database"), (4, 14, "parallelism"), (5, 13, "encryption"), (6, 12, "integrity"),
                (8, 13, "retention.keepLast"), (9, 3, "retention.keepForever"), (10, 15, "retention.keepWithin"), (11, 9, "verify"), (13, 7, "pack"),
                (14, 10, "storage"), (15, 10, "notify"),
            ],
            problems.Select(p => (p.Line, p.Column, p.Key)));
        Assert.All(problems, p => Assert.NotEmpty(p.Remedy));
        Assert.Contains("connection", problems[0].Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("Pl4nted", string.Concat(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connection: { engine: postgresql, host: db1, password: Pl4nted }", "connection.password")]
    [InlineData("connection: postgresql://me:Pl4nted@db1/shop", "connection")]
    [InlineData("connection: host=db1 password=Pl4nted", "connection")]
    [InlineData("connection: x\nverify: restore\nverifyConnection: postgresql://me:Pl4nted@db1", "verifyConnection")]
    [InlineData("connection: x\nnotify: [{ type: mail, smtpPassword: Pl4nted }]", "notify.smtpPassword")]
    [InlineData("connection: x\nnotify: { token: Pl4nted }", "notify.token")]
    [InlineData("database: { engine: postgresql, db_name: shop, password: Pl4nted }", "database.password")]
    public void A_secret_is_refused_and_not_repeated(string text, string key)
    {
        JobProblem problem = Assert.Single(Wrong(text));
        Assert.Equal(key, problem.Key);
        Assert.DoesNotContain("Pl4nted", problem + problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# nothing", "empty")]
    [InlineData("- a", "keys with values")]
    [InlineData("shop", "keys with values")]
    [InlineData("connection: [", "no YAML")]
    [InlineData("connection: shop\n\tdatabase: x", "no YAML")]
    [InlineData("connection: 'shop", "no YAML")]
    [InlineData("connection: shop\nconnection: crm", "second time")]
    [InlineData("connection: !!python/object:os.system shop", "tag")]
    [InlineData("connection: !x shop", "tag")]
    [InlineData("connection: *none", "")]
    [InlineData("connection: shop\n---\nconnection: crm", "second document")]
    [InlineData("connection: shop\n? [a]\n: b", "no text")]
    [InlineData("connection: shop\n<<: { database: x }", "no key")]
    [InlineData("connection:", "no value")]
    [InlineData("connection: ''", "empty")]
    [InlineData("connection: \"a\\nb\"", "control")]
    [InlineData("connection: oracle://db1/shop", "not a connection")]
    [InlineData("connection: { host: db1 }", "engine")]
    [InlineData("connection: { engine: oracle, host: db1 }", "oracle")]
    [InlineData("connection: { engine: sqlite, host: db1 }", "file")]
    [InlineData("connection: { path: x.db, host: db1 }", "host")]
    [InlineData("connection: x\nretention: { timeZone: UTC }", "no rule")]
    [InlineData("connection: x\nretention: { keepLast: 1, timeZone: Nowhere/Land }", "time zone")]
    [InlineData("connection: x\nretention: { keepWithin: 0d }", "no time")]
    [InlineData("connection: x\nverifyConnection: y", "trial restore")]
    [InlineData("connection: x\nstorage: [./a, ./a]", "twice")]
    [InlineData("connection: x\nstorage: []", "empty list")]
    [InlineData("connection: x\nstorage: nosuch://a", "not a storage")]
    [InlineData("connection: x\ninclude: { feature: [Tables, Wings] }", "Wings")]
    [InlineData("connection: x\ninclude: { schemaOnly: yes }", "true nor false")]
    [InlineData("connection: x\nname: a/b", "name of a job")]
    [InlineData("connection: x\nparallelism: 99999999999999", "number")]
    public void One_mistake_is_said(string text, string expected) => Assert.Contains(expected, string.Concat(Wrong(text)), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void What_is_hostile_ends_soon()
    {
        StringBuilder laughs = new("connection: x\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++)
            laughs.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        Assert.Contains("too large", Assert.Single(Wrong(laughs.ToString())).Problem, StringComparison.Ordinal);
        Assert.Contains("too deep", Assert.Single(Wrong("connection: " + new string('[', 5000))).Problem, StringComparison.Ordinal);
        Assert.Contains("too large", Assert.Single(Wrong("connection: [" + string.Concat(Enumerable.Repeat("x,", 6000)) + "]")).Problem, StringComparison.Ordinal);
        Assert.Contains("256 KiB", Assert.Single(Wrong("connection: " + new string('x', 300_000))).Problem, StringComparison.Ordinal);
        Assert.Contains("UTF-8", Assert.Single(Parse([0x61, 0x3a, 0xff, 0xfe]).Problems).Problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', string.Concat(Wrong("connection: x\n\"a\\e[31m\": 1")));
    }

    [Fact]
    public void The_other_shape_is_taken_as_it_is()
    {
        const string Text =
            """
            database:
              engine: postgresql
              host: db1
              port: 5432
              user: backup
              db_name: shop
              multiple_files: true
              features: [tables, data, views, functions, procedures, triggers]
            compression: tar
            security:
              encryption: false
            integrity: { type: checksum }
            storage: local
            """;
        BackupJobDefinition job = Parse(Encoding.UTF8.GetBytes(Text), v => v == "LOCAL_PATH" ? "/mnt/b" : v == "DB_PASSWORD" ? "x" : null).Definition!;
        Assert.Equal(("postgresql://backup@db1:5432/shop", "env:DB_PASSWORD"), (job.DescribedConnection!.Display, job.DescribedConnection.PasswordSource));
        Assert.Equal((JobFormat.Sql, true, "tarGz", Path.GetFullPath("/mnt/b")), (job.Format, job.PerFeature, job.Pack, Assert.Single(job.Storage)));
        Assert.Equal(6, job.Selection.Included.Count);
        JobProblem missing = Assert.Single(Parse(Encoding.UTF8.GetBytes(Text), _ => null).Problems);
        Assert.Contains("LOCAL_PATH", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_other_shape_asks_for_and_is_not_here_is_refused()
    {
        IReadOnlyList<JobProblem> problems = Wrong(
            """
            database: { host: localhost, port: 3306, user: root, db_name: shop, features: [tables, events] }
            compression: { type: rar }
            security: { encryption: true, type: kms, provider: aws, key_size: 4096 }
            integrity: hmac
            storage: aws
            """);
        Assert.Equal(["compression.type", "security.encryption", "integrity", "storage"], problems.Select(p => p.Key).Distinct());
    }

    [Fact]
    public void The_other_shape_means_MySQL_where_it_names_no_engine()
    {
        const string Text = "database: { host: db1, port: 3306, user: root, db_name: shop, features: [tables, data, events] }\nstorage: { type: local, path: /mnt/b }";
        BackupJobDefinition job = Parse(Encoding.UTF8.GetBytes(Text), _ => null).Definition!;
        Assert.Equal("mysql://root@db1:3306/shop", job.DescribedConnection!.Display);
        Assert.Equal([DatabaseFeature.Tables, DatabaseFeature.Data, DatabaseFeature.Events], job.Selection.Included.Order());
    }

    [Fact]
    public void The_schema_that_is_shipped_is_made_of_the_table_of_keys()
    {
        string path = RepositoryRoot.Combine("schemas", "backup-job.schema.json");
        if (Environment.GetEnvironmentVariable("BACKUPTOOLS_RENEW_SCHEMA") == "1")
            File.WriteAllText(path, JobSchema.Text);
        Assert.Equal(JobSchema.Text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_words_of_the_table_are_those_of_this_version()
    {
        Assert.Equal(BuiltIn.Components.Compressors.Select(c => c.Id).Order(), JobKeys.Job.Keys.Single(k => k.Name == "compression").Words.Order());
        Assert.Equal(Enum.GetNames<JobVerification>().Order(), JobKeys.Job.Keys.Single(k => k.Name == "verify").Words.Order(), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Enum.GetNames<JobFormat>().Order(), JobKeys.Job.Keys.Single(k => k.Name == "format").Words.Order(), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("36h", 36)]
    [InlineData("30d", 720)]
    [InlineData("4w", 672)]
    [InlineData("0d", null)]
    [InlineData("-1d", null)]
    [InlineData("d", null)]
    [InlineData("1y", null)]
    [InlineData("9999999w", null)]
    [InlineData("1 d", null)]
    public void A_time_has_a_number_and_a_unit(string text, int? hours) => Assert.Equal(hours is { } h ? TimeSpan.FromHours(h) : null, JobDuration.TryParse(text));

    private static BackupJobDefinition Right(string text)
    {
        JobFile file = Parse(Encoding.UTF8.GetBytes(text));
        Assert.Empty(file.Problems);
        return file.Definition!;
    }

    private static IReadOnlyList<JobProblem> Wrong(string text)
    {
        JobFile file = Parse(Encoding.UTF8.GetBytes(text));
        Assert.Null(file.Definition);
        Assert.NotEmpty(file.Problems);
        return file.Problems;
    }

    private static JobFile Parse(byte[] content, Func<string, string?>? variable = null) =>
        JobFile.Parse(Path.Combine(Folder, "job.yaml"), content, BuiltIn.Components, variable ?? (_ => null));
}
