namespace BackupTools.Tests.Engines.PostgreSql.Catalog.Relations;

internal static partial class RelationFixture
{
    private const string Tables = $"""""
        CREATE TABLE "Odd ""schema"".x"."T a.b""c" (
            "Id" bigint NOT NULL,
            "select" varchar(7) COLLATE "C" DEFAULT 'it''s \ "x"',
            "größe µ" numeric(12, 3) NOT NULL DEFAULT 1.5,
            "a.b" text COLLATE select_."Coll ""1" DEFAULT now()::text || 'x',
            {Longest} timestamp(3) with time zone[],
            mood select_."Mood" DEFAULT 'sad'::select_."Mood",
            n select_.positive DEFAULT select_.answer(),
            gone integer,
            r select_."Row type",
            doubled integer GENERATED ALWAYS AS (n * 2) STORED,
            func integer GENERATED ALWAYS AS (select_.twice(n)) STORED NOT NULL,
            i interval day to second(2), b bit varying(5), x xml, j jsonb,
            CONSTRAINT "Check ""1" CHECK (n > 0 AND "select" <> ''),
            CONSTRAINT function_check CHECK (select_.twice(n) > 1),
            CONSTRAINT commented CHECK (select_.twice(n) > 3) NO INHERIT
        );
        COMMENT ON CONSTRAINT commented ON "Odd ""schema"".x"."T a.b""c" IS 'with a comment';
        ALTER TABLE "Odd ""schema"".x"."T a.b""c" DROP COLUMN gone;
        ALTER TABLE "Odd ""schema"".x"."T a.b""c" ADD CONSTRAINT late CHECK (n < 1000) NOT VALID;
        ALTER TABLE "Odd ""schema"".x"."T a.b""c" ALTER "a.b" SET STORAGE EXTERNAL, ALTER "select" SET STATISTICS 77,
            ALTER j SET STORAGE MAIN, ALTER x SET COMPRESSION pglz, ALTER mood SET (n_distinct = -0.5, n_distinct_inherited = 7);
        ALTER TABLE "Odd ""schema"".x"."T a.b""c" OWNER TO "r_Owner ""1""";
        CREATE TABLE select_.{Longest} ();
        CREATE UNLOGGED TABLE select_."select" (a integer) WITH (fillfactor = 70, toast.autovacuum_enabled = false, autovacuum_enabled = off);
        CREATE TABLE select_.with_toast (a text) WITH (toast.autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.5);
        CREATE TABLE select_.placed (a integer, b text) TABLESPACE "r_Space";
        CREATE TABLE select_.accessed (a integer, b text) USING "Heap 2";
        CREATE TABLE select_.placed_and_accessed (a integer) USING "Heap 2" WITH (fillfactor = 50) TABLESPACE "r_Space";
        CREATE TABLE select_.typed OF select_."Row type";
        CREATE TABLE select_."Typed 2" OF select_."Row type" ("select" WITH OPTIONS DEFAULT 'x' NOT NULL, CHECK (price > 0));
        CREATE TABLE select_.replica_full (a integer);
        ALTER TABLE select_.replica_full REPLICA IDENTITY FULL;
        CREATE TABLE select_.replica_nothing (a integer);
        ALTER TABLE select_.replica_nothing REPLICA IDENTITY NOTHING;
        CREATE TABLE select_.of_rows (a select_.placed, b select_."Typed 2"[]);
        CREATE TEMPORARY TABLE not_for_long (a integer);
        DO $$ BEGIN EXECUTE 'CREATE TABLE select_.widest (' || (SELECT string_agg('c' || i || ' smallint', ', ') FROM generate_series(1, 1600) i) || ')'; END $$;
        """"";

    private const string TablesOf18 = """""
        CREATE TABLE select_.of_18 (
            a integer CONSTRAINT "Not ""null" NOT NULL,
            b integer CONSTRAINT stays_here NOT NULL NO INHERIT,
            c integer GENERATED ALWAYS AS (a * 2) VIRTUAL,
            d integer, e integer NOT NULL,
            CONSTRAINT unenforced CHECK (d > 0) NOT ENFORCED
        );
        ALTER TABLE select_.of_18 ADD CONSTRAINT "Later." NOT NULL d NOT VALID;
        COMMENT ON CONSTRAINT "Later." ON select_.of_18 IS 'later';
        COMMENT ON CONSTRAINT "Not ""null" ON select_.of_18 IS 'commented';
        """"";

    private const string ForeignTables = """""
        CREATE FOREIGN TABLE "Odd ""schema"".x"."Foreign" (
            a integer OPTIONS (name 'it''s', "Odd name" 'back\slash') NOT NULL DEFAULT 5,
            b text COLLATE "C", c integer GENERATED ALWAYS AS (a + 1) STORED,
            CONSTRAINT checked CHECK (a > 0)
        ) SERVER "Far away" OPTIONS (path '/x/y z', "Quoted" 'it''s');
        ALTER FOREIGN TABLE "Odd ""schema"".x"."Foreign" ALTER a SET STATISTICS 5, ALTER b SET (n_distinct = 5);
        CREATE FOREIGN TABLE select_.no_options () SERVER "Far away";
        CREATE TABLE select_.foreign_whole (a integer, b text) PARTITION BY LIST (a);
        CREATE FOREIGN TABLE select_.foreign_part PARTITION OF select_.foreign_whole FOR VALUES IN (1) SERVER "Far away" OPTIONS (o 'x');
        CREATE TABLE select_.foreign_parent (a integer);
        CREATE FOREIGN TABLE select_.foreign_child (b text) INHERITS (select_.foreign_parent) SERVER "Far away";
        CREATE TRIGGER on_foreign BEFORE INSERT ON select_.no_options FOR EACH ROW EXECUTE FUNCTION select_."Fire!"();
        ALTER FOREIGN TABLE select_.no_options DISABLE TRIGGER on_foreign;
        """"";

    private const string Inheritance = """""
        CREATE TABLE select_."Parent 1" (a integer NOT NULL, b text DEFAULT 'p', c integer, d text, e integer DEFAULT 1,
            g integer GENERATED ALWAYS AS (a * 2) STORED, CONSTRAINT positive_a CHECK (a > 0), CONSTRAINT own CHECK (c > 0) NO INHERIT);
        ALTER TABLE select_."Parent 1" ALTER d SET STORAGE EXTERNAL;
        CREATE TABLE select_.parent_2 (z integer, c integer DEFAULT select_.answer());
        CREATE TABLE select_.child (local integer) INHERITS (select_."Parent 1");
        CREATE TABLE select_.child_of_two (c integer DEFAULT 7) INHERITS (select_."Parent 1", select_.parent_2);
        CREATE TABLE select_.redefining (a integer, b text, e integer DEFAULT select_.answer(), g integer) INHERITS (select_."Parent 1");
        ALTER TABLE select_.redefining ALTER b DROP DEFAULT;
        CREATE TABLE select_.differing () INHERITS (select_."Parent 1");
        ALTER TABLE select_.differing ALTER b SET DEFAULT 'other', ALTER e DROP DEFAULT, ALTER c SET NOT NULL, ALTER c SET DEFAULT select_.answer(),
            ALTER d SET STORAGE EXTENDED, ADD CONSTRAINT of_child CHECK (c > 5), ADD CONSTRAINT positive_a CHECK (a > 0);
        CREATE TABLE select_.grandchild (extra text) INHERITS (select_.differing);
        ALTER TABLE select_."Parent 1" ADD CONSTRAINT from_above CHECK (e > 0) NOT VALID;
        CREATE TABLE select_.later_joined (a integer NOT NULL, b text, c integer NOT NULL);
        CREATE TABLE select_.later_parent (c integer);
        ALTER TABLE select_.later_joined INHERIT select_.later_parent;
        ALTER TABLE select_.later_joined ADD CONSTRAINT merged CHECK (c <> 3) NOT VALID;
        ALTER TABLE select_.later_parent ADD CONSTRAINT merged CHECK (c <> 3) NOT VALID;
        """"";

    private const string InheritanceOf18 = """""
        CREATE TABLE select_.named_parent (a integer CONSTRAINT parents_name NOT NULL, b integer);
        CREATE TABLE select_.named_child () INHERITS (select_.named_parent);
        CREATE TABLE select_.named_child_2 (CONSTRAINT childs_own NOT NULL b) INHERITS (select_.named_parent);
        CREATE TABLE select_.late_child () INHERITS (select_.named_parent);
        ALTER TABLE select_.late_child ADD CONSTRAINT late_child_b NOT NULL b NOT VALID;
        ALTER TABLE select_.named_parent ADD CONSTRAINT late_parent_b NOT NULL b NOT VALID;
        """"";

    private const string Partitions = """""
        CREATE TABLE "Odd ""schema"".x"."Whole" (id bigint NOT NULL, at date DEFAULT CURRENT_DATE, "Kind" text COLLATE "C" DEFAULT 'k', n integer,
            CONSTRAINT everywhere CHECK (n > 0)) PARTITION BY RANGE (at, abs(n)) TABLESPACE "r_Space";
        CREATE TABLE "Odd ""schema"".x"."Part ""1" PARTITION OF "Odd ""schema"".x"."Whole" FOR VALUES FROM ('2020-01-01', MINVALUE) TO ('2021-01-01', 5)
            WITH (fillfactor = 60);
        CREATE TABLE "Odd ""schema"".x".part_2 (n integer, gone text, "Kind" text COLLATE "C" NOT NULL DEFAULT 'other', at date, id bigint NOT NULL,
            CONSTRAINT everywhere CHECK (n > 0), CONSTRAINT only_here CHECK (id > 10));
        ALTER TABLE "Odd ""schema"".x".part_2 DROP gone;
        ALTER TABLE "Odd ""schema"".x"."Whole" ATTACH PARTITION "Odd ""schema"".x".part_2 FOR VALUES FROM ('2021-01-01', 5) TO ('2022-01-01', MAXVALUE);
        CREATE TABLE "Odd ""schema"".x".part_rest PARTITION OF "Odd ""schema"".x"."Whole" DEFAULT PARTITION BY LIST ("Kind");
        CREATE TABLE "Odd ""schema"".x".rest_a PARTITION OF "Odd ""schema"".x".part_rest FOR VALUES IN ('a', 'it''s', NULL) PARTITION BY HASH (id);
        CREATE TABLE "Odd ""schema"".x".rest_a_0 PARTITION OF "Odd ""schema"".x".rest_a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE UNLOGGED TABLE "Odd ""schema"".x".rest_a_1 PARTITION OF "Odd ""schema"".x".rest_a FOR VALUES WITH (MODULUS 2, REMAINDER 1) TABLESPACE pg_default;
        ALTER TABLE "Odd ""schema"".x"."Whole" ADD CONSTRAINT later CHECK (n < 100) NOT VALID;
        ALTER TABLE "Odd ""schema"".x"."Part ""1" ALTER n SET DEFAULT select_.answer();
        CREATE TABLE select_.whole_with_key (id integer, k integer, v text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
        CREATE TABLE select_.key_1 PARTITION OF select_.whole_with_key FOR VALUES IN (1);
        CREATE TABLE select_.key_2 PARTITION OF select_.whole_with_key FOR VALUES IN (2) PARTITION BY LIST (id);
        CREATE TABLE select_.key_2_1 PARTITION OF select_.key_2 FOR VALUES IN (1);
        CREATE INDEX "Parted ix" ON select_.whole_with_key (v, lower(v));
        CREATE INDEX only_top ON ONLY select_.whole_with_key (v DESC);
        CREATE INDEX on_part ON select_.key_1 (v) WHERE id > 0;
        CREATE UNIQUE INDEX parted_identity ON select_.whole_with_key (k, id);
        ALTER TABLE select_.whole_with_key REPLICA IDENTITY USING INDEX parted_identity;
        ALTER TABLE select_.key_1 REPLICA IDENTITY FULL;
        CREATE TABLE select_.empty_whole (a integer) PARTITION BY RANGE (a);
        CREATE TABLE select_.row_parts (i integer GENERATED ALWAYS AS IDENTITY, g integer, h integer GENERATED ALWAYS AS (g + 1) STORED) PARTITION BY LIST (g);
        CREATE TABLE select_.row_parts_1 PARTITION OF select_.row_parts FOR VALUES IN (1);
        """"";

    private const string PartitionsOf18 = """""
        CREATE TABLE select_.accessed_whole (a integer CONSTRAINT of_whole NOT NULL) PARTITION BY LIST (a) USING "Heap 2";
        CREATE TABLE select_.accessed_part PARTITION OF select_.accessed_whole FOR VALUES IN (1);
        CREATE TABLE select_.heap_whole (a integer) PARTITION BY LIST (a) USING heap;
        CREATE TABLE select_.null_whole (a integer, b integer) PARTITION BY LIST (a);
        CREATE TABLE select_.null_part (a integer, b integer CONSTRAINT parts_own NOT NULL);
        ALTER TABLE select_.null_whole ATTACH PARTITION select_.null_part FOR VALUES IN (1);
        ALTER TABLE select_.null_whole ADD CONSTRAINT wholes_own NOT NULL b NOT VALID;
        """"";
}
