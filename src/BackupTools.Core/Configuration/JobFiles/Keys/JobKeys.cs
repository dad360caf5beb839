using BackupTools.Abstractions;

namespace BackupTools.Configuration.JobFiles.Keys;

/// <summary>The keys of a job's file.</summary>
internal static class JobKeys
{
    /// <summary>What others call a backup of a database in one file, which this version reads as it is where it can.</summary>
    public const string Modular = "database";

    private const string NoEncryption = "Archives are encrypted, and such a job writes plain SQL.";
    private const string NoHmac = "Archives have an HMAC, by signature: with sharedSecret:, and such a job writes plain SQL.";

    private static readonly string[] Features = Enum.GetNames<DatabaseFeature>();

    private static readonly JobKey Password = new(
        "password", JobKind.Secret, "Where the password is: env:NAME, secret:vault/name or secret:name. Never the password itself.");

    private static readonly JobKey Retention = new("retention", JobKind.Mapping, "Which backups are kept; applied after each success.")
    {
        Keys =
        [
            Keep("keepLast", "The newest so many."), Keep("keepHourly", "One for each of the last so many hours that have one."),
            Keep("keepDaily", "One for each of the last so many days."), Keep("keepWeekly", "One for each of the last so many weeks."),
            Keep("keepMonthly", "One for each of the last so many months."), Keep("keepYearly", "One for each of the last so many years."),
            new("keepWithin", JobKind.Duration, "All of this time: 36h, 30d, 4w."),
            new("timeZone", JobKind.TimeZone, "The time zone in which days and weeks begin, such as Europe/Berlin."),
        ],
    };

    private static readonly JobKey[] Common =
    [
        new("name", JobKind.Text, "The job's name; without it that of the file."),
        new("description", JobKind.Text, "A note that is kept in each backup, on one line."),
        new("parallelism", JobKind.Number, "How many chunks are worked on at the same time.") { Max = 256 },
        Retention,
        new("verify", JobKind.Choice, "How each backup is tested at once.") { Words = ["none", "quick", "full", "restore"] },
        new("verifyConnection", JobKind.Text, "The server for a trial restore; without it that of the job itself."),
        new("notify", JobKind.Targets, "Whom to tell."),
    ];

    /// <summary>The keys of a job.</summary>
    public static JobKey Job { get; } = new("", JobKind.Mapping, "A backup job of BackupTools.")
    {
        Keys =
        [
            new("connection", JobKind.Text, "What to back up: the name of a registered connection, a URI without a password, a path, or keys.")
            {
                IsRequired = true,
                Keys =
                [
                    new("engine", JobKind.Text, "The engine: postgresql, sqlite."), new("path", JobKind.Text, "The database file."), new("host", JobKind.Text, "The server."),
                    new("port", JobKind.Number, "Its port.") { Max = ushort.MaxValue }, new("database", JobKind.Text, "The database."), new("user", JobKind.Text, "The user."), Password,
                ],
            },
            new("database", JobKind.Texts, "The databases of the server, with wildcards."),
            new("exclude", JobKind.Texts, "The databases to leave out, with wildcards."),
            new("include", JobKind.Mapping, "The part of each database to take.")
            {
                Keys =
                [
                    new("schema", JobKind.Texts, "The schemas."), new("table", JobKind.Texts, "The tables."), new("excludeTable", JobKind.Texts, "The tables to leave out."),
                    new("feature", JobKind.Choices, "The only kinds of objects to take.") { Words = Features },
                    new("excludeFeature", JobKind.Choices, "The kinds of objects to leave out.") { Words = Features },
                    new("schemaOnly", JobKind.Switch, "Definitions and no rows."), new("dataOnly", JobKind.Switch, "Rows and no definitions."),
                    new("passwordHash", JobKind.Switch, "Also the password hashes of roles."),
                ],
            },
            new("compression", JobKind.Choice, "The codec.") { Words = ["none", "gzip", "brotli", "zstd"] },
            new("encryption", JobKind.Choice, "Who can open the backups: none for everybody, or keys.")
            {
                Words = ["none"], Refused = All("It has keys: recipient, passphrase."),
                Keys =
                [
                    new("recipient", JobKind.Texts, "For whom: names of saved keys, files with public keys, relative to this file, or URIs of keys that a service keeps."),
                    new("passphrase", JobKind.Secret, "Where a passphrase is that opens them: env:NAME, secret:vault/name or secret:name."),
                ],
            },
            new("signature", JobKind.Mapping, "Who signs the backups.")
            {
                Keys =
                [
                    new("key", JobKind.Text, "The private key: the name of a saved one, or a file, relative to this file."),
                    new("sharedSecret", JobKind.Secret, "Where a secret for an HMAC is: env:NAME, secret:vault/name or secret:name."),
                ],
            },
            new("integrity", JobKind.Choice, "How backups are checked.")
            {
                Words = ["checksum"], Refused = new Dictionary<string, string> { ["hmac"] = "An HMAC is a signature: write signature: with sharedSecret:." },
            },
            new("storage", JobKind.Texts, "Where to write: paths, relative to this file, or URIs; without it the default of the configuration."),
            new("format", JobKind.Choice, "An archive, plain SQL files, or both.") { Words = ["archive", "sql", "both"] },
            new("perFeature", JobKind.Switch, "With SQL: a folder with one file for each kind of object."),
            new("pack", JobKind.Choice, "With SQL: how it is packed.") { Words = ["none", "zip", "tarGz", "tarZst"] },
            .. Common,
        ],
    };

    /// <summary>The keys of the other shape, whose <c>database</c> has keys of its own.</summary>
    public static JobKey ModularJob { get; } = new("", JobKind.Mapping, "The same in the shape of a modular backup configuration.")
    {
        Keys =
        [
            new(Modular, JobKind.Mapping, "The database.")
            {
                IsRequired = true,
                Keys =
                [
                    new("engine", JobKind.Text, "The engine; without it MySQL is meant."), new("host", JobKind.Text, "The server."),
                    new("port", JobKind.Number, "Its port.") { Max = ushort.MaxValue }, new("user", JobKind.Text, "The user."), Password,
                    new("db_name", JobKind.Text, "The database.") { IsRequired = true }, new("multiple_files", JobKind.Switch, "One file for each feature."),
                    new("features", JobKind.Choices, "The only kinds of objects to take.") { Words = Features },
                ],
            },
            Typed("compression", "How the SQL is packed; without it not at all.", ["none", "zip", "tar"], []),
            new("security", JobKind.Mapping, "Encryption, which plain SQL has none of.")
            {
                Keys =
                [
                    new("encryption", JobKind.Choice, "Must be false.") { Words = ["false"], Refused = All(NoEncryption) },
                    new("type", JobKind.Text, "Means nothing without encryption."), new("provider", JobKind.Text, "Means nothing without encryption."),
                    new("key_size", JobKind.Number, "Means nothing without encryption."),
                ],
            },
            Typed("integrity", "How backups are checked.", ["checksum"], new() { ["hmac"] = NoHmac }),
            Typed("storage", "Where to write.", ["local"], new() { ["aws"] = "This version writes to folders only." }, new JobKey("path", JobKind.Text, "The folder; without it the variable LOCAL_PATH says it.")),
            .. Common,
        ],
    };

    private static JobKey Keep(string name, string description) => new(name, JobKind.Number, description) { Max = 100_000 };

    /// <summary>A word, or keys of which <c>type</c> has the word.</summary>
    private static JobKey Typed(string name, string description, string[] words, Dictionary<string, string> refused, params JobKey[] more) => new(name, JobKind.Choice, description)
    {
        Words = words,
        Refused = refused,
        Keys = [new JobKey("type", JobKind.Choice, description) { Words = words, Refused = refused }, .. more],
    };

    /// <summary>Whatever is said but the words would be ignored, for the one reason.</summary>
    private static Dictionary<string, string> All(string why) => new() { ["*"] = why };
}
