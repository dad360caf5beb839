namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Pieces of SQL that several readers of relations need.</summary>
internal static class RelationSql
{
    /// <summary>True for an object with a comment.</summary>
    /// <param name="catalog">The catalog that has its row.</param>
    /// <param name="oid">The SQL that names its oid.</param>
    public static string Commented(string catalog, string oid) =>
        $"EXISTS (SELECT FROM pg_description m WHERE m.classoid = '{catalog}'::regclass AND m.objoid = {oid} AND m.objsubid = 0)";

    /// <summary>The options of something foreign as SQL; null where there are none.</summary>
    /// <param name="options">The SQL of the array that has them.</param>
    public static string ForeignOptions(string options) =>
        $"(SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table({options}) o)";
}
