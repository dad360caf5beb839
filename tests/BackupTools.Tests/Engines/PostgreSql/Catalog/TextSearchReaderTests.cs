namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class TextSearchReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Text_search_objects_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @3;
        CREATE TEXT SEARCH PARSER @3.@1 (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
        CREATE TEXT SEARCH PARSER public.@6 (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
        CREATE TEXT SEARCH TEMPLATE @3.@4 (INIT = dsimple_init, LEXIZE = dsimple_lexize);
        CREATE TEXT SEARCH TEMPLATE public.@5 (LEXIZE = dsimple_lexize);
        CREATE TEXT SEARCH DICTIONARY @3.@3 (TEMPLATE = @3.@4, "stopwords" = 'english', accept = false);
        CREATE TEXT SEARCH DICTIONARY public.@2 (TEMPLATE = snowball, LANGUAGE = 'german', STOPWORDS = 'german');
        CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = simple);
        CREATE TEXT SEARCH CONFIGURATION @3.@6 (PARSER = @3.@1);
        ALTER TEXT SEARCH CONFIGURATION @3.@6 ADD MAPPING FOR asciiword, word WITH public.@2, @3.@3, simple;
        ALTER TEXT SEARCH CONFIGURATION @3.@6 ADD MAPPING FOR url WITH public.plain;
        CREATE TEXT SEARCH CONFIGURATION public.@3 (COPY = pg_catalog.german);
        CREATE TEXT SEARCH CONFIGURATION public.unmapped (PARSER = "default");
        """);
}
