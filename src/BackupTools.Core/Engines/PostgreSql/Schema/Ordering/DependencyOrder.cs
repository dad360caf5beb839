using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>
/// Puts items in an order in which each finds what it needs, and which is always the same for the same schema. Circles
/// are broken with stand-ins; what can only be made after the rows takes along what needs it.
/// </summary>
internal sealed class DependencyOrder
{
    private readonly IReadOnlyList<SchemaItem> _items;
    private readonly ItemGraph _graph;
    private readonly List<Node> _nodes = [];
    private readonly int[] _ranks;

    private DependencyOrder(IReadOnlyList<SchemaItem> items, ItemGraph graph)
    {
        _items = items;
        _graph = graph;
        _ranks = new int[items.Count];
        int rank = 0;
        foreach (int item in Enumerable.Range(0, items.Count).Order(Comparer<int>.Create((l, r) => ItemOrder.Compare(items[l], items[r]))))
            _ranks[item] = rank++;
        for (int i = 0; i < items.Count; i++)
            _nodes.Add(new Node(i, ItemStage.Whole, items[i].Section, graph.Needs[i]));
    }

    /// <summary>Orders the items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="graph">What they need; it is changed, and of no use afterwards.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseReadFailed"/>, naming a circle that cannot be broken.</exception>
    public static IReadOnlyList<OrderedItem> Sort(IReadOnlyList<SchemaItem> items, ItemGraph graph)
    {
        DependencyOrder order = new(items, graph);
        order.BreakCircles();
        order.MoveBehindRows();
        return order.Emit();
    }

    private void BreakCircles()
    {
        Stack<List<int>> circles = new(StrongComponents.Find([.. Enumerable.Range(0, _nodes.Count)], n => _nodes[n].Needs));
        while (circles.TryPop(out List<int>? circle))
        {
            int? split = circle.Where(CanSplit).OrderBy(n => _items[_nodes[n].Item].Traits.StandIn)
                .ThenBy(n => _ranks[_nodes[n].Item]).Cast<int?>().FirstOrDefault();
            if (split is not { } node)
                throw Unbreakable(circle);
            int standIn = Split(node);
            foreach (int other in circle.Where(n => n != node && _nodes[n].Needs.Remove(node)))
                _nodes[other].Needs.Add(standIn);
            circle.Add(standIn);
            foreach (List<int> rest in StrongComponents.Find(circle, n => _nodes[n].Needs))
                circles.Push(rest);
        }
    }

    private bool CanSplit(int node) => _nodes[node].Stage == ItemStage.Whole && _items[_nodes[node].Item].StandIn is not null;

    /// <summary>Divides an item in two steps, and returns the node of the first.</summary>
    private int Split(int node)
    {
        Node whole = _nodes[node];
        _nodes.Add(new Node(whole.Item, ItemStage.StandIn, whole.Section, [.. _graph.OwnNeeds[whole.Item] ?? []]));
        _nodes[node] = whole with { Stage = ItemStage.AfterStandIn };
        whole.Needs.Add(_nodes.Count - 1);
        return _nodes.Count - 1;
    }

    /// <summary>
    /// What needs something that is made after the rows (a view grouped by a primary key) is made after the rows as well;
    /// of a view, what is made before them sees the stand-in.
    /// </summary>
    private void MoveBehindRows()
    {
        List<int>[] dependents = Dependents();
        foreach (int node in TopologicalOrder(dependents, _ => 0))
        {
            Section latest = _nodes[node].Needs.Select(n => _nodes[n].Section).DefaultIfEmpty(Section.PreData).Max();
            if (latest <= _nodes[node].Section)
                continue;
            SchemaItem item = _items[_nodes[node].Item];
            if (item.Traits.PrecedesRows)
                throw TooLate(node, _nodes[node].Needs.MaxBy(n => _nodes[n].Section));
            if (CanSplit(node))
            {
                int standIn = Split(node);
                foreach (int other in dependents[node].Where(n => _nodes[n].Section == Section.PreData && _nodes[n].Needs.Remove(node)))
                {
                    // Loading rows would call a function that does nothing yet, for a generated column or a check.
                    _nodes[other].Needs.Add(standIn);
                    if (item.Traits.StandIn == StandInShape.Routine && _items[_nodes[other].Item].Traits.PrecedesRows)
                        throw TooLate(other, node);
                }
            }

            _nodes[node] = _nodes[node] with { Section = latest };
        }
    }

    private List<OrderedItem> Emit()
    {
        List<int> order = TopologicalOrder(Dependents(), PriorityOf);
        int[] positions = new int[_nodes.Count];
        int[] positionOfItem = new int[_items.Count];
        for (int i = 0; i < order.Count; i++)
        {
            positions[order[i]] = i;
            if (_nodes[order[i]].Stage != ItemStage.StandIn)
                positionOfItem[_nodes[order[i]].Item] = i;
        }

        List<OrderedItem> result = new(order.Count);
        foreach (int node in order)
        {
            Node at = _nodes[node];
            int? parentItem = at.Stage == ItemStage.StandIn ? at.Item : ParentOf(at.Item);
            int[] dependsOn = [.. at.Needs.Select(n => positions[n]).Order()];
            result.Add(new OrderedItem(
                at.Item, _items[at.Item], at.Stage, at.Section, parentItem is { } p ? positionOfItem[p] : null, dependsOn));
        }

        return result;
    }

    private int? ParentOf(int item) =>
        _items[item].Parent is { } id && _graph.Find(id) is { } parent && parent != item ? parent : null;

    /// <summary>Always the first of those that have all they need.</summary>
    private List<int> TopologicalOrder(List<int>[] dependents, Func<int, long> priority)
    {
        int[] missing = [.. _nodes.Select(n => n.Needs.Count)];
        PriorityQueue<int, long> ready = new();
        for (int i = 0; i < _nodes.Count; i++)
        {
            if (missing[i] == 0)
                ready.Enqueue(i, priority(i));
        }

        List<int> order = new(_nodes.Count);
        while (ready.TryDequeue(out int node, out _))
        {
            order.Add(node);
            foreach (int dependent in dependents[node])
            {
                if (--missing[dependent] == 0)
                    ready.Enqueue(dependent, priority(dependent));
            }
        }

        return order;
    }

    private List<int>[] Dependents()
    {
        List<int>[] dependents = new List<int>[_nodes.Count];
        for (int i = 0; i < dependents.Length; i++)
            dependents[i] = [];
        for (int i = 0; i < dependents.Length; i++)
        {
            foreach (int needed in _nodes[i].Needs)
                dependents[needed].Add(i);
        }

        return dependents;
    }

    /// <summary>By script, then by kind and name.</summary>
    private long PriorityOf(int node)
    {
        ScriptPlace place = SchemaScripts.PlaceOf(_items[_nodes[node].Item].Traits, _nodes[node].Section);
        return ((long)place << 32) + _ranks[_nodes[node].Item];
    }

    private string Title(int node)
    {
        SchemaItem item = _items[_nodes[node].Item];
        return $"{item.Kind} {(item.Schema is null ? item.Name : $"{item.Schema}.{item.Name}")}";
    }

    private BackupException Unbreakable(List<int> circle) => new(
        ErrorCode.DatabaseReadFailed,
        $"These objects need each other in a circle, and no order of making them is known: {string.Join(", ", circle.Select(Title).Order(StringComparer.Ordinal).Take(10))}.",
        "Change one of them so that it no longer needs the others, or leave them out.");

    private BackupException TooLate(int node, int needed) => new(
        ErrorCode.DatabaseReadFailed, $"{Title(node)} must be there before the rows are loaded, and needs {Title(needed)}, "
        + "which can only be made after them.",
        "Change one of them so that it no longer needs the other, or leave it out.");

    private sealed record Node(int Item, ItemStage Stage, Section Section, HashSet<int> Needs);
}
