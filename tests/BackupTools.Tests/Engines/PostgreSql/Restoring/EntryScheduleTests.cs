using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

public sealed class EntryScheduleTests
{
    [Fact]
    public void Indexes_of_one_table_run_together_and_what_locks_it_alone()
    {
        List<SchemaEntry> entries =
        [
            Entry(ItemKind.Table), Entry(ItemKind.Table), Entry(ItemKind.Index, 0, 0), Entry(ItemKind.Index, 0, 0),
            Entry(ItemKind.ForeignKey, 0, 0, 1), Entry(ItemKind.Index, 1, 1),
        ];
        EntrySchedule schedule = Schedule(entries, [2, 3, 4, 5]);
        Assert.Equal((2, 3, 5), (schedule.Take()!.Value, schedule.Take()!.Value, schedule.Take()!.Value));
        Assert.Null(schedule.Take());
        schedule.Done(2);
        schedule.Done(3);
        Assert.Null(schedule.Take());
        schedule.Done(5);
        Assert.Equal(4, schedule.Take());
        schedule.Done(4);
        Assert.Equal(0, schedule.Unfinished);
    }

    [Fact]
    public void What_is_needed_comes_first_and_the_largest_table_before_others()
    {
        List<SchemaEntry> entries =
        [
            Entry(ItemKind.Table), Entry(ItemKind.Table), Entry(ItemKind.Constraint, 0, 0), Entry(ItemKind.Constraint, 1, 1),
            Entry(ItemKind.Trigger, 1, 1, 3),
        ];
        EntrySchedule schedule = Schedule(entries, [2, 3, 4], i => i == 1 ? 1000 : 1);
        Assert.Equal(3, schedule.Take());
        Assert.Equal(2, schedule.Take());
        Assert.Null(schedule.Take());
        schedule.Done(3);
        Assert.Equal(4, schedule.Take());
    }

    [Fact]
    public void A_key_of_a_partitioned_table_locks_its_partitions()
    {
        List<SchemaEntry> entries =
        [
            Entry(ItemKind.Table), Entry(ItemKind.Table), Entry(ItemKind.TableAttachment, 1, 0, 1), Entry(ItemKind.Table),
            Entry(ItemKind.ForeignKey, 0, 0, 3), Entry(ItemKind.Index, 1, 1),
        ];
        EntrySchedule schedule = Schedule(entries, [4, 5]);
        Assert.Equal(4, schedule.Take());
        Assert.Null(schedule.Take());
    }

    [Fact]
    public void Nothing_runs_before_it_is_admitted_and_what_it_needs_has_ended()
    {
        List<SchemaEntry> entries =
        [
            Entry(ItemKind.Table), Entry(ItemKind.Index, 0, 0), Entry(ItemKind.Index, 0, 0, 1), Entry(ItemKind.Index, 0, 0, 1),
        ];
        EntrySchedule schedule = Schedule(entries, [1, 2, 3], admitted: [2]);
        Assert.Null(schedule.Take());
        schedule.Admit([1]);
        Assert.Equal(1, schedule.Take());
        Assert.Null(schedule.Take());
        schedule.Done(1);
        Assert.Equal(2, schedule.Take());
        Assert.Null(schedule.Take());
        schedule.AdmitAll();
        Assert.Equal(3, schedule.Take());
    }

    [Fact]
    public void Only_what_locks_its_own_table_alone_and_runs_no_function_is_early()
    {
        List<SchemaEntry> entries =
        [
            Entry(ItemKind.Table), Entry(ItemKind.Table), Entry(ItemKind.TableAttachment, 1, 0, 1), Entry(ItemKind.Function), Entry(ItemKind.MaterializedView),
            Entry(ItemKind.Constraint, 0, 0), Entry(ItemKind.Constraint, 1, 1), Entry(ItemKind.Index, 1, 1), Entry(ItemKind.Index, 1, 1, 3),
            Entry(ItemKind.Index, 4, 4), Entry(ItemKind.ForeignKey, 1, 1, 0), Entry(ItemKind.Trigger, 1, 1), Entry(ItemKind.Index, 1, 1),
        ];
        EarlyEntries early = new(entries, new RelationLocks(entries), [5, 6, 7, 8, 9, 10, 11]);
        Assert.Empty(early.Of(0));
        Assert.Equal([6, 7], early.Of(1));
        Assert.Empty(early.Of(4));
    }

    [Fact]
    public void Grants_come_after_the_data_and_event_triggers_last()
    {
        List<SchemaEntry> entries =
        [
            Entry(ItemKind.Role), Entry(ItemKind.DatabaseSettings),
            Entry(ItemKind.Table) with { Privileges = "GRANT" }, Entry(ItemKind.DefaultPrivileges), Entry(ItemKind.SequenceState) with { Section = Section.Data },
            Entry(ItemKind.MaterializedViewData, 2) with { Section = Section.PostData }, Entry(ItemKind.EventTrigger) with { Section = Section.PostData },
            Entry(ItemKind.MaterializedViewData, 2, 5) with { Section = Section.PostData }, Entry(ItemKind.Index, 2, 2) with { Section = Section.PostData },
        ];
        EntryPhases phases = new(entries);
        Assert.Equal([0], phases.Roles);
        Assert.Equal([1], phases.Database);
        Assert.Equal([2], phases.PreData);
        Assert.Equal([4], phases.SequenceStates);
        Assert.Equal([8], phases.PostData);
        Assert.Equal([2, 3], phases.Privileges);
        Assert.Equal([5, 7], phases.Deferred);
        Assert.Equal([6], phases.EventTriggers);
    }

    [Theory]
    [InlineData("A; B;", "A;|B;")]
    [InlineData("SELECT ';', E'\\';', \"a;b\" ; -- c;\nB", "SELECT ';', E'\\';', \"a;b\" ;|-- c;\nB")]
    [InlineData("DO $x$ a; $y$ b; $x$; C;", "DO $x$ a; $y$ b; $x$;|C;")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (A; B); C /* ; /* ; */ ; */;", "CREATE RULE r AS ON INSERT TO t DO ALSO (A; B);|C /* ; /* ; */ ; */;")]
    [InlineData("SELECT E'it''s \\';'; B;", "SELECT E'it''s \\';';|B;")]
    [InlineData("SELECT 'it''s;', a$b; c$d;", "SELECT 'it''s;', a$b;|c$d;")]
    public void Statements_are_told_apart(string sql, string expected) =>
        Assert.Equal(expected, string.Join('|', SqlStatements.Split(sql)));

    [Fact]
    public void What_names_a_missing_role_is_left_out_with_what_would_run_in_its_name()
    {
        SchemaEntry entry = Entry(ItemKind.Table) with
        {
            Owner = "there", SetOwner = "ALTER;", Roles = ["gone", "it's", "there"],
            Privileges = "GRANT A TO \"there\";\nGRANT B TO \"gone\";\nSET SESSION AUTHORIZATION \"gone\";\nGRANT C TO \"there\";\nRESET SESSION AUTHORIZATION;\n"
                + "DO $_$BEGIN EXECUTE 'GRANT D TO \"it''s\"'; END$_$;\nGRANT E TO PUBLIC;\n",
        };
        RoleNeeds needs = new(false, false, new HashSet<string> { "gone", "it's" });
        Assert.Equal("GRANT A TO \"there\";\nGRANT E TO PUBLIC;\n", needs.Privileges(entry));
        Assert.Equal(["gone", "it's", "there"], needs.RolesOf(entry));
        Assert.Equal(["there"], new RoleNeeds(false, true, new HashSet<string>()).RolesOf(entry));
        Assert.Empty(new RoleNeeds(true, true, new HashSet<string>()).RolesOf(entry));
    }

    private static SchemaEntry Entry(ItemKind kind, int? parent = null, params int[] dependsOn) =>
        new() { Kind = kind, Schema = "s", Name = "n", Section = Section.PreData, Parent = parent, DependsOn = dependsOn };

    private static EntrySchedule Schedule(List<SchemaEntry> entries, int[] toRun, Func<int, long>? size = null, int[]? admitted = null)
    {
        RelationLocks relations = new(entries);
        EntrySchedule schedule = new(relations, entries, toRun, i => relations.RelationOf(i) is { } r && size is not null ? size(r) : 0);
        if (admitted is null)
            schedule.AdmitAll();
        else
            schedule.Admit(admitted);
        return schedule;
    }
}
