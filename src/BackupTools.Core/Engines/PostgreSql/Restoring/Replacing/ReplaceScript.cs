using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>Writes the statements of a replacement, in the order in which they are run in its transaction.</summary>
/// <param name="plan">What is done.</param>
/// <param name="roles">What is restored as far as roles are concerned.</param>
/// <param name="triggers">The triggers of the tables that stay, as they are now.</param>
/// <param name="ordinaryUser">The role that restores, where it is no superuser.</param>
internal sealed class ReplaceScript(
    ReplacePlan plan, RoleNeeds roles, IReadOnlyList<TriggerState> triggers, string? ordinaryUser)
{
    private readonly EntryPhases _phases = new([.. plan.MadeEntries.Select(e => e with { DependsOn = [], Parent = null })]);

    /// <summary>The tables to lock before anything else; those that keys refer to are locked with the keys.</summary>
    public string Locks
    {
        get
        {
            IEnumerable<SchemaEntry> tables = plan.Relations.All.Where(r => r.Live is not null).Select(r => plan.Live[r.Live!.Value])
                .Concat(plan.ForeignKeys.Incoming.Select(i => plan.Live[plan.Live[i].Parent!.Value]))
                .Where(e => e.Kind == ItemKind.Table);
            string names = string.Join(", ", tables.Select(t => "ONLY " + Name(t)).Distinct().Order(StringComparer.Ordinal));
            return names.Length == 0 ? "" : $"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE";
        }
    }

    /// <summary>Takes the foreign keys away.</summary>
    public IEnumerable<EntryStep> DropKeys => plan.ForeignKeys.Dropped.Select(Drop);

    /// <summary>Takes away and switches off what must not be there while the rows are replaced, and the old rows.</summary>
    public IEnumerable<EntryStep> Clear()
    {
        foreach (SchemaEntry table in plan.Emptied)
            yield return new EntryStep(table, [$"ALTER TABLE ONLY {Name(table)} DISABLE TRIGGER USER"]);
        foreach (int security in RowSecurities(Replacement.Kept).Concat(ForcedSecurities()))
            yield return Drop(security);
        foreach (int part in plan.Relations.DroppedParts.Reverse())
            yield return Drop(part);
        IEnumerable<ReplacedRelation> remade = plan.Relations.All.Where(r => r.How == Replacement.Remade).OrderByDescending(r => r.Live);
        foreach (ReplacedRelation relation in remade.Where(r => !GoesWithAnother(r)))
            yield return Drop(relation.Live!.Value);
        // What belonged to a table and does no longer, but takes the name of what is made.
        foreach (int sequence in plan.Made.Where(i => plan.Archive[i].Kind == ItemKind.Sequence && plan.CounterpartOf(i) is not null))
            yield return new EntryStep(plan.Archive[sequence], [$"DROP SEQUENCE IF EXISTS {Name(plan.Archive[sequence])}"]);
        foreach (SchemaEntry[] tables in plan.Emptied.Chunk(100))
            yield return new EntryStep(tables[0], [$"TRUNCATE TABLE {string.Join(", ", tables.Select(t => "ONLY " + Name(t)))}"]);
    }

    /// <summary>Makes what must be there before the rows. A partition joins a table that is there when it is complete.</summary>
    public IEnumerable<EntryStep> PreData => _phases.PreData.Select(i => _phases[i]).Where(e => !IsLateAttachment(e)).Select(Make);

    /// <summary>Makes what comes when the rows are in, the foreign keys not.</summary>
    public IEnumerable<EntryStep> PostData()
    {
        foreach (EntryStep step in SequenceSteps())
            yield return step;
        HashSet<(string?, string)> emptied = [.. plan.Emptied.Select(e => (e.Schema, e.Name))];
        HashSet<(string?, string, string)> dropped =
            [.. plan.Relations.DroppedParts.Select(i => plan.Live[i]).Where(e => e.Kind == ItemKind.Trigger).Select(e => (e.Schema, plan.Live[e.Parent!.Value].Name, e.Name))];
        foreach (TriggerState trigger in triggers.Where(t => emptied.Contains((t.Schema, t.Table)) && !dropped.Contains((t.Schema, t.Table, t.Name))))
        {
            if (trigger.Enable is { } enable)
                yield return new EntryStep(plan.Emptied.First(e => e.Schema == trigger.Schema && e.Name == trigger.Table), [enable]);
        }

        List<SchemaEntry> made = [.. _phases.PostData.Select(i => _phases[i]).Where(e => e.Kind != ItemKind.RowSecurity)];
        foreach (SchemaEntry entry in made.Where(e => e.Kind is ItemKind.Index or ItemKind.Constraint))
            yield return Make(entry);
        foreach (SchemaEntry entry in _phases.PreData.Select(i => _phases[i]).Where(IsLateAttachment))
            yield return Make(entry);
        foreach (SchemaEntry entry in made.Where(e => e.Kind is not (ItemKind.Index or ItemKind.Constraint)))
            yield return Make(entry);
        foreach (int part in plan.Relations.RestoredParts)
            yield return Remake(part);
    }

    /// <summary>Makes the foreign keys.</summary>
    public IEnumerable<EntryStep> Keys => plan.ForeignKeys.Made.Select(i => Make(plan.Chosen(i)))
        .Concat(plan.ForeignKeys.Restored.Select(Remake));

    /// <summary>Switches row security on: until all rows were seen, none may be hidden.</summary>
    public IEnumerable<EntryStep> Securities()
    {
        foreach (int i in ForcedSecurities())
            yield return Remake(i);
        foreach (SchemaEntry made in _phases.PostData.Select(i => _phases[i]).Where(e => e.Kind == ItemKind.RowSecurity))
            yield return Make(made);
        if (!plan.Selection.Has(DatabaseFeature.Policies))
        {
            foreach (int i in RowSecurities(Replacement.Kept).Concat(RowSecurities(Replacement.Remade)))
                yield return Remake(i);
            yield break;
        }

        foreach (int i in plan.Relations.All.Where(r => r.How == Replacement.Kept).SelectMany(r => plan.Archive.BelongingsOf(r.Archive)))
        {
            if (plan.Archive[i].Kind == ItemKind.RowSecurity)
                yield return Make(plan.Chosen(i));
        }
    }

    /// <summary>Makes owners, comments and grants those that were chosen.</summary>
    public IEnumerable<EntryStep> Privileges()
    {
        foreach (ReplacedRelation relation in plan.Relations.All.Where(r => r.How == Replacement.Kept))
        {
            foreach (int i in plan.Archive.BelongingsOf(relation.Archive).Prepend(relation.Archive).Where(i => !plan.Made.Contains(i)))
            {
                foreach (EntryStep step in Adjust(i))
                    yield return step;
            }

            foreach (int i in plan.Live.BelongingsOf(relation.Live!.Value).Where(IsOwnComment))
                yield return Changing(plan.Live[i] with { Comments = "" }, plan.Live[i]);
        }

        // What the database grants on new relations by default is not what was granted on these.
        foreach (int i in plan.Made.Where(i => plan.Archive[i].Traits.IsRelation && !EntryIdentity.IsStandIn(plan.Archive.Entries, i)))
            yield return new EntryStep(plan.Archive[i], [LiveChanges.ResetGrants(plan.Archive[i])]);
        foreach (int i in _phases.Privileges)
            yield return EntryStep.Granting(_phases[i], roles);
    }

    /// <summary>Puts tables that were made anew into the publications that they were in, and fills materialized views.</summary>
    public IEnumerable<EntryStep> Last()
    {
        for (int i = 0; i < plan.Live.Entries.Count; i++)
        {
            if (plan.Live[i].Kind == ItemKind.PublicationTable && plan.Live[i].DependsOn.Any(d => plan.Relations.OfLive(d)?.How == Replacement.Remade))
                yield return Remake(i);
        }

        foreach (int i in _phases.Deferred)
            yield return Make(_phases[i]);
        if (!plan.Selection.Has(DatabaseFeature.Data))
            yield break;
        foreach (ReplacedRelation view in plan.Relations.All.Where(r => r.How == Replacement.Kept && plan.Archive[r.Archive].Kind == ItemKind.MaterializedView))
        {
            foreach (int data in plan.Archive.BelongingsOf(view.Archive).Where(i => plan.Archive[i].Kind == ItemKind.MaterializedViewData))
                yield return Make(plan.Archive[data]);
        }

        foreach (SchemaEntry state in plan.Needed.Raised)
            yield return SequenceStates.Raise(state);
    }

    /// <summary>Makes event triggers that the database lacks: they would be called for everything else.</summary>
    public IEnumerable<EntryStep> EventTriggers => _phases.EventTriggers.Select(i => Make(_phases[i]));

    private IEnumerable<EntryStep> SequenceSteps()
    {
        foreach (int i in _phases.SequenceStates)
            yield return Make(_phases[i]);
        if (!plan.Selection.Has(DatabaseFeature.Data))
            yield break;
        foreach (ReplacedRelation relation in plan.Relations.All.Where(r => r.How == Replacement.Kept))
        {
            foreach (int state in plan.Archive.BelongingsOf(relation.Archive).Where(i => plan.Archive[i].Kind == ItemKind.SequenceState))
            {
                if (plan.Live.Relation(plan.Archive[state].Schema, plan.Archive[state].Name) is not null)
                    yield return SequenceStates.Set(plan.Archive[state]);
            }
        }
    }

    /// <summary>A partition goes with its partitioned table.</summary>
    private bool GoesWithAnother(ReplacedRelation relation) =>
        plan.Live.WholesOf(relation.Live!.Value).Any(whole => plan.Relations.OfLive(whole)?.How == Replacement.Remade);

    private bool IsLateAttachment(SchemaEntry entry)
    {
        if (entry.Kind != ItemKind.TableAttachment || plan.Archive.Relation(entry.Schema, entry.Name) is not { } part)
            return false;
        return plan.Archive.WholesOf(part).Any(whole => !plan.Made.Contains(whole));
    }

    private IEnumerable<int> RowSecurities(Replacement how) => Enumerable.Range(0, plan.Live.Entries.Count)
        .Where(i => plan.Live[i].Kind == ItemKind.RowSecurity && plan.Relations.OfLive(i)?.How == how);

    /// <summary>
    /// The row security that other tables of the role have for their owner too: it would be in the way where keys are
    /// checked over their rows.
    /// </summary>
    private IEnumerable<int> ForcedSecurities()
    {
        HashSet<int> tables = [.. plan.ForeignKeys.Dropped.SelectMany(i => plan.Live[i].DependsOn.Append(plan.Live[i].Parent!.Value))];
        return Enumerable.Range(0, plan.Live.Entries.Count).Where(i => plan.Live[i].Kind == ItemKind.RowSecurity
            && plan.Live[i].Create.Contains(" FORCE ROW LEVEL", StringComparison.Ordinal) && plan.Live[i].Parent is { } table
            && tables.Contains(table) && plan.Live[table].Owner == ordinaryUser && plan.Relations.OfLive(table) is null);
    }

    /// <summary>Gives something that stays the owner, comments and grants that were chosen.</summary>
    private IEnumerable<EntryStep> Adjust(int index)
    {
        if (plan.Archive[index].Kind == ItemKind.ForeignKey || !Definition.IsTaken(plan.Archive, index, plan.Selection))
            yield break;
        SchemaEntry wanted = plan.Chosen(index);
        SchemaEntry there = plan.CounterpartOf(index) ?? wanted with { Comments = "", Privileges = "" };
        yield return Changing(wanted, there);
        if (wanted.Traits.IsRelation && roles.Privileges(wanted) != there.Privileges)
        {
            yield return new EntryStep(wanted, [LiveChanges.ResetGrants(wanted)]);
            yield return EntryStep.Granting(wanted, roles);
        }
    }

    /// <summary>True for a comment on a part of a definition that the archive has no comment on.</summary>
    private bool IsOwnComment(int live) => plan.Live[live] is { Create.Length: 0, Comments.Length: > 0 }
        && plan.Selection.Has(DatabaseFeature.Comments) && Definition.IsTaken(plan.Live, live, plan.Selection)
        && !plan.Archive.Find(plan.Live.IdentityOf(live)).Any();

    private EntryStep Changing(SchemaEntry wanted, SchemaEntry there) => new(
        wanted, [.. LiveChanges.OwnerAndComments(wanted with { SetOwner = roles.SetOwner(wanted), Comments = roles.Comments(wanted) }, there)]);

    private EntryStep Drop(int live) => new(plan.Live[live], DropStatements.Of(plan.Live, live) is { Length: > 0 } sql ? [sql] : []);

    private EntryStep Make(SchemaEntry entry) => EntryStep.Making(entry, roles);

    /// <summary>Makes something of the database again as it was; its roles are there.</summary>
    private EntryStep Remake(int live)
    {
        SchemaEntry entry = plan.Live[live];
        return new(entry, [.. new[] { entry.Create, entry.SetOwner, entry.Comments }.Where(p => p.Length > 0)]);
    }

    private static string Name(SchemaEntry entry) => SqlText.Name(entry.Schema ?? "", entry.Name);
}
