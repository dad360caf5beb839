namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class OperatorReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Operators_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @3;
        CREATE SCHEMA @1;
        CREATE TYPE @3.@2 AS ENUM ('a');
        CREATE FUNCTION @3.@4(@3.@2, @3.@2) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_eq';
        CREATE FUNCTION @3.ne(@3.@2, @3.@2) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_ne';
        CREATE FUNCTION @3.lt(@3.@2, @3.@2) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_lt';
        CREATE FUNCTION @3.gt(@3.@2, @3.@2) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_gt';
        CREATE FUNCTION @3.not_(@3.@2) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE OPERATOR @3.=== (FUNCTION = @3.@4, LEFTARG = @3.@2, RIGHTARG = @3.@2, COMMUTATOR = OPERATOR(@3.===),
            NEGATOR = OPERATOR(@1.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
        CREATE OPERATOR @1.!== (FUNCTION = @3.ne, LEFTARG = @3.@2, RIGHTARG = @3.@2, COMMUTATOR = OPERATOR(@1.!==),
            NEGATOR = OPERATOR(@3.===), RESTRICT = neqsel, JOIN = neqjoinsel);
        CREATE OPERATOR @3.<<< (FUNCTION = @3.lt, LEFTARG = @3.@2, RIGHTARG = @3.@2, COMMUTATOR = OPERATOR(@1.>>>), RESTRICT = scalarltsel);
        CREATE OPERATOR @1.>>> (FUNCTION = @3.gt, LEFTARG = @3.@2, RIGHTARG = @3.@2, COMMUTATOR = OPERATOR(@3.<<<), JOIN = scalargtjoinsel);
        CREATE OPERATOR @3.!~!~ (FUNCTION = @3.not_, RIGHTARG = @3.@2);
        CREATE OPERATOR public.<#> (FUNCTION = int4pl, LEFTARG = integer, RIGHTARG = integer);
        CREATE OPERATOR public.<#> (FUNCTION = int8pl, LEFTARG = bigint, RIGHTARG = bigint, COMMUTATOR = <#>);
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Operator_classes_and_families_come_back_with_their_members(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @2;
        CREATE ACCESS METHOD @1 TYPE INDEX HANDLER bthandler;
        CREATE ACCESS METHOD @3 TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TYPE @2.@3 AS ENUM ('a', 'b');
        CREATE FUNCTION @2.@4(@2.@3, @2.@3) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_lt';
        CREATE FUNCTION @2.eq(@2.@3, @2.@3) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_eq';
        CREATE FUNCTION @2.cmp(@2.@3, @2.@3) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'enum_cmp';
        CREATE FUNCTION @2.hash(@2.@3) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'hashenum';
        CREATE OPERATOR @2.<<< (FUNCTION = @2.@4, LEFTARG = @2.@3, RIGHTARG = @2.@3);
        CREATE OPERATOR @2.=== (FUNCTION = @2.eq, LEFTARG = @2.@3, RIGHTARG = @2.@3);
        CREATE OPERATOR CLASS @2.@5 DEFAULT FOR TYPE @2.@3 USING btree AS OPERATOR 1 @2.<<<, OPERATOR 3 @2.===, FUNCTION 1 @2.cmp(@2.@3, @2.@3);
        CREATE OPERATOR CLASS @2.@5 FOR TYPE @2.@3 USING @1 AS OPERATOR 1 @2.<<<, FUNCTION 1 @2.cmp(@2.@3, @2.@3);
        CREATE OPERATOR FAMILY public.@6 USING hash;
        CREATE OPERATOR CLASS public.hashed FOR TYPE @2.@3 USING hash FAMILY public.@6 AS OPERATOR 1 @2.===, FUNCTION 1 @2.hash(@2.@3);
        CREATE OPERATOR FAMILY public.loose USING btree;
        ALTER OPERATOR FAMILY public.loose USING btree ADD OPERATOR 1 < (integer, bigint), OPERATOR 3 = (integer, bigint),
            FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint), FUNCTION 1 (bigint, integer) btint84cmp(bigint, integer);
        CREATE OPERATOR CLASS public.stored FOR TYPE anyarray USING gin AS OPERATOR 1 && (anyarray, anyarray), STORAGE anyelement,
            FUNCTION 2 ginarrayextract(anyarray, internal, internal), FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
            FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal);
        CREATE OPERATOR CLASS public.nearest FOR TYPE point USING gist AS STORAGE box, OPERATOR 15 <-> (point, point) FOR ORDER BY pg_catalog.float_ops,
            OPERATOR 1 << (point, point), FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
            FUNCTION 2 gist_box_union(internal, internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
            FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
        CREATE OPERATOR CLASS public.bare FOR TYPE integer USING gin AS STORAGE bigint;
        CREATE OPERATOR CLASS public.empty FOR TYPE integer USING gin AS STORAGE integer;
        """);
}
