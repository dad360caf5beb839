namespace BackupTools.Tests.Engines.PostgreSql.Catalog.Relations;

/// <summary>Relations of every kind, in parts that can be made one by one or all in one database. Names are odd on purpose.</summary>
internal static partial class RelationFixture
{
    /// <summary>The 63 bytes that a name may have.</summary>
    private const string Longest = "n12345678901234567890123456789012345678901234567890123456789xyz";

    /// <summary>Another one, for an index.</summary>
    private const string LongestIndex = "ix2345678901234567890123456789012345678901234567890123456789xyz";

    /// <summary>What belongs to the server: roles and a tablespace, made once.</summary>
    public const string Globals = """""
        SELECT 'CREATE ROLE "r_Owner ""1"""' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r_Owner "1"') \gexec
        SELECT 'CREATE ROLE r_user' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r_user') \gexec
        SET allow_in_place_tablespaces = on;
        SELECT 'CREATE TABLESPACE "r_Space" LOCATION ''''' WHERE NOT EXISTS (SELECT FROM pg_tablespace WHERE spcname = 'r_Space') \gexec
        """"";

    /// <summary>What relations need and is none: schemas, types, functions, a foreign server, an extension's table.</summary>
    public const string Others = """""
        CREATE SCHEMA "Odd ""schema"".x";
        CREATE SCHEMA select_;
        GRANT ALL ON SCHEMA "Odd ""schema"".x", select_, public TO PUBLIC;
        CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TYPE select_."Mood" AS ENUM ('sad', 'ok', 'it''s "good"');
        CREATE TYPE select_."Row type" AS ("Key" integer, "select" text, price numeric(10, 2));
        CREATE DOMAIN select_.positive AS integer CHECK (VALUE > 0);
        CREATE FUNCTION select_.answer() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 42';
        CREATE FUNCTION select_.twice(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
        CREATE FUNCTION select_."Fire!"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE COLLATION select_."Coll ""1" (provider = libc, locale = 'C');
        CREATE FOREIGN DATA WRAPPER dummy;
        CREATE SERVER "Far away" FOREIGN DATA WRAPPER dummy;
        CREATE TABLE select_.member (id integer, t text);
        ALTER EXTENSION plpgsql ADD TABLE select_.member;
        CREATE INDEX member_own ON select_.member (id);
        CREATE SEQUENCE select_.member_sequence;
        ALTER EXTENSION plpgsql ADD SEQUENCE select_.member_sequence;
        CREATE VIEW select_.member_view AS SELECT 1 AS x;
        ALTER EXTENSION plpgsql ADD VIEW select_.member_view;
        """"";

    /// <summary>A part whose dump cannot be loaded: pg_dump sets the states of triggers before it makes the triggers.</summary>
    public const string PartThatPgDumpMisorders = "triggers of partitions of partitions";

    /// <summary>The parts.</summary>
    public static IReadOnlyDictionary<string, string> Parts { get; } = new Dictionary<string, string>
    {
        ["tables"] = Tables,
        ["inheritance"] = Inheritance,
        ["partitions"] = Partitions,
        ["foreign tables"] = ForeignTables,
        ["sequences"] = Sequences,
        ["views"] = Views,
        ["materialized views"] = MaterializedViews,
        ["indexes"] = Indexes,
        ["foreign keys"] = ForeignKeys,
        ["rules and triggers"] = RulesAndTriggers,
        [PartThatPgDumpMisorders] = DeepTriggers,
        ["policies"] = Policies,
        ["large objects"] = LargeObjects,
    };

    /// <summary>What the parts have more on servers from 18 on.</summary>
    public static IReadOnlyDictionary<string, string> PartsOf18 { get; } = new Dictionary<string, string>
    {
        ["tables"] = TablesOf18,
        ["inheritance"] = InheritanceOf18,
        ["partitions"] = PartitionsOf18,
        ["indexes"] = IndexesOf18,
        ["foreign keys"] = ForeignKeysOf18,
    };
}
