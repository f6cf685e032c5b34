-- What was drawn up on another platform comes into the books on the road, and goes out of them when it goes back.
INSERT INTO manifests_allowed_step (subject, old_state, new_state) VALUES
    ('manifest', 'in_transit', 'cancelled'),
    ('manifest', 'laid_over', 'cancelled'),
    ('manifest', 'arrived', 'cancelled'),
    ('batch', 'in_transit', 'sent_back'),
    ('batch', 'received', 'sent_back'),
    ('batch', 'stored', 'sent_back');

INSERT INTO manifests_closing_state VALUES ('sent_back');
